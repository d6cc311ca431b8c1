import Outputs
import Tensors

/// A table: headings and rows of text. Columns of numbers are set flush right.
public struct Table: Showable {
  let columns: [String]
  let rows: [[String]]

  /// A table. Traps where a row has not one cell for each column, and on more than 100,000 cells.
  ///
  /// - Parameters:
  ///   - columns: the headings.
  ///   - rows: the rows, from the top.
  public init(columns: [String], rows: [[String]]) {
    let (cells, overflows) = rows.count.multipliedReportingOverflow(by: max(columns.count, 1))
    Limits.require(
      overflows ? .max : cells, "cells", of: "Table", atMost: Limits.tableCells,
      "show the first rows, or a summary of them")
    for (index, row) in rows.enumerated() {
      require(
        row.count == columns.count,
        "Table: row \(index) has \(row.count) cells for \(columns.count) columns")
    }
    (self.columns, self.rows) = (columns, rows)
  }

  /// The table as data.
  public func lowered() -> Output {
    let described = columns.indices.map {
      Output.Table.Column(columns[$0], isNumeric: isNumeric($0))
    }
    return Output(.table(Output.Table(columns: described, rows: rows)))
  }

  /// Tests whether all cells of a column are numbers, apart from dashes for missing ones.
  private func isNumeric(_ column: Int) -> Bool {
    let cells = rows.map { $0[column] }.filter { !$0.isEmpty && $0 != "–" && $0 != "—" }
    return !cells.isEmpty && cells.allSatisfy(isNumber)
  }

  private func isNumber(_ cell: String) -> Bool {
    let digits = cell.drop { "-−+±≈<>≤≥ ".contains($0) }
    return digits.first?.isNumber == true || digits.hasPrefix("∞")
      || digits == "inf" || digits == "nan"
  }
}
