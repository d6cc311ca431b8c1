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

  public func lowered() -> Output { Output(text: text, html: html) }

  private func isNumeric(_ column: Int) -> Bool {
    let cells = rows.map { $0[column] }.filter { !$0.isEmpty && $0 != "–" && $0 != "—" }
    return !cells.isEmpty && cells.allSatisfy(isNumber)
  }

  private func isNumber(_ cell: String) -> Bool {
    let digits = cell.drop { "-−+±≈<>≤≥ ".contains($0) }
    return digits.first?.isNumber == true || digits.hasPrefix("∞")
  }

  private var html: String {
    let alignments = columns.indices.map { isNumeric($0) ? " align=\"right\"" : "" }
    var result = "<table>\n<thead>\n<tr>\n"
    for (head, alignment) in zip(columns, alignments) {
      result += "<th scope=\"col\"\(alignment)>\(escaped(head))</th>\n"
    }
    result += "</tr>\n</thead>\n<tbody>\n"
    for row in rows {
      result += "<tr>\n"
      for (cell, alignment) in zip(row, alignments) {
        let content = alignment.isEmpty ? cell : minus(cell)
        result += "<td\(alignment)>\(escaped(content))</td>\n"
      }
      result += "</tr>\n"
    }
    return result + "</tbody>\n</table>\n"
  }

  private var text: String {
    let numeric = columns.indices.map(isNumeric)
    let widths = columns.indices.map { column in
      ([columns[column]] + rows.map { $0[column] }).map(\.count).max() ?? 0
    }
    let line = { (cells: [String]) -> String in
      let padded = cells.enumerated().map { index, cell in
        let space = String(repeating: " ", count: widths[index] - cell.count)
        return numeric[index] ? space + cell : cell + space
      }
      var text = padded.joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      return text
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    return ([line(columns), rule] + rows.map(line)).joined(separator: "\n")
  }
}
