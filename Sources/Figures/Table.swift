import Outputs
import Tensors

/// A table: columns with their heads, rows of text. Columns of numbers are set flush right.
public struct Table: Showable {
  let columns: [String]
  let rows: [[String]]

  /// A table of these rows. Traps where a row has not one cell for each column.
  public init(columns: [String], rows: [[String]]) {
    for (index, row) in rows.enumerated() {
      require(
        row.count == columns.count,
        "Table: row \(index) has \(row.count) cells for \(columns.count) columns")
    }
    (self.columns, self.rows) = (columns, rows)
  }

  public func lowered() -> Output {
    let described = columns.indices.map {
      Output.Table.Column(columns[$0], isNumeric: isNumeric($0))
    }
    return Output(.table(Output.Table(columns: described, rows: rows)))
  }

  /// Whether all cells of a column are numbers, dashes for missing ones aside.
  private func isNumeric(_ column: Int) -> Bool {
    let cells = rows.map { $0[column] }.filter { !$0.isEmpty && $0 != "–" && $0 != "—" }
    return !cells.isEmpty && cells.allSatisfy(isNumber)
  }

  private func isNumber(_ cell: String) -> Bool {
    let digits = cell.drop { "-−+±≈<>≤≥ ".contains($0) }
    return digits.first?.isNumber == true || digits.hasPrefix("∞")
  }
}
