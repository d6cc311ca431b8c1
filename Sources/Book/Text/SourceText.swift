/// A text with the lines and columns that compilers count: both from 1, columns in UTF-8 bytes.
struct SourceText: Sendable {
  let text: String
  let bytes: [UInt8]
  /// The offset of each line's first byte.
  private let starts: [Int]

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    self.starts = starts
  }

  /// The number of lines; a final newline does not begin another one.
  var lineCount: Int { bytes.last == UInt8(ascii: "\n") ? starts.count - 1 : starts.count }

  /// The offset of a place, clamped to the text.
  func offset(line: Int, column: Int) -> Int {
    guard line <= starts.count else { return bytes.count }
    return min(starts[max(line, 1) - 1] + max(column, 1) - 1, bytes.count)
  }

  /// The place of an offset.
  func place(of offset: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return (low + 1, offset - starts[low] + 1)
  }

  /// One line without its newline.
  func line(_ number: Int) -> String {
    guard number >= 1, number <= starts.count else { return "" }
    let end = number < starts.count ? starts[number] - 1 : bytes.count
    return String(decoding: bytes[starts[number - 1]..<end], as: UTF8.self)
  }
}
