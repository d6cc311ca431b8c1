/// A text written at given lines and columns of an empty page.
struct AlignedText {
  private var lines: [[UInt8]]

  init(lineCount: Int) {
    lines = Array(repeating: [], count: lineCount)
  }

  /// Appends to a line.
  mutating func append(_ text: String, line: Int) {
    lines[line - 1] += Array(text.utf8)
  }

  /// Writes at a column, or at the end of the line's text if that is further right.
  mutating func write(_ text: String, line: Int, column: Int) {
    let missing = column - 1 - lines[line - 1].count
    if missing > 0 { lines[line - 1] += Array(repeating: UInt8(ascii: " "), count: missing) }
    append(text, line: line)
  }

  var text: String {
    lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n") + "\n"
  }
}
