/// The lines of a file of comma-separated values, in fields. Lines end with LF, CRLF, or CR; empty ones are
/// left out.
struct CSVLines {
  /// A line: its number in the file, from 1, where it begins, and its fields.
  struct Line {
    var number: Int
    var fields: [String]
  }

  private let bytes: [UInt8]
  private let file: String
  private let separator: UInt8
  private var position = 0
  private var number = 1

  private static let (quote, lineFeed, carriageReturn) =
    (UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"))

  init(_ text: String, file: String, separator: UInt8) {
    (bytes, self.file, self.separator) = (Array(text.utf8), file, separator)
  }

  /// The next line that is not empty; nil at the end.
  mutating func next() throws -> Line? {
    while position < bytes.count {
      let start = number
      if takeLineBreak() { continue }
      var fields = [try field()]
      while position < bytes.count, bytes[position] == separator {
        position += 1
        fields.append(try field())
      }
      _ = takeLineBreak()
      return Line(number: start, fields: fields)
    }
    return nil
  }

  private mutating func field() throws -> String {
    guard position < bytes.count, bytes[position] == Self.quote else {
      let start = position
      while position < bytes.count, !endsField(bytes[position]) { position += 1 }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }
    return try quotedField()
  }

  private mutating func quotedField() throws -> String {
    let start = number
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == Self.quote {
        position += 1
        let isDoubled = position < bytes.count && bytes[position] == Self.quote
        guard isDoubled else {
          guard position == bytes.count || endsField(bytes[position]) else {
            throw DataError("\(file):\(number)", "a field goes on after its closing quote")
          }
          return String(decoding: content, as: UTF8.self)
        }
      } else if takeLineBreak() {
        content.append(Self.lineFeed)
        continue
      }
      content.append(byte)
      position += 1
    }
    throw DataError("\(file):\(start)", "a quote is not closed")
  }

  private func endsField(_ byte: UInt8) -> Bool {
    byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn
  }

  private mutating func takeLineBreak() -> Bool {
    guard position < bytes.count else { return false }
    switch bytes[position] {
    case Self.lineFeed: position += 1
    case Self.carriageReturn:
      position += 1
      if position < bytes.count, bytes[position] == Self.lineFeed { position += 1 }
    default: return false
    }
    number += 1
    return true
  }
}
