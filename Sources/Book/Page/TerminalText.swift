/// Printed text as a terminal shows it in the end: a carriage return begins its line again, a backspace goes
/// back, colors and other escape sequences are dropped.
struct TerminalText {
  private var rows: [[Character]] = [[]]
  private var row = 0
  private var column = 0

  /// The most columns that a sequence may move by: a program's mistake is no page of spaces.
  private static let widest = 1000

  /// The text; one without control characters stays as it is.
  static func plain(_ text: String) -> String {
    let controls: Set<Unicode.Scalar> = ["\u{7}", "\u{8}", "\r", "\u{1B}", "\u{9B}"]
    guard text.unicodeScalars.contains(where: controls.contains) else { return text }
    var terminal = TerminalText()
    terminal.write(text[...])
    return terminal.rows.map { row in
      String(row[..<(row.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0)])
    }.joined(separator: "\n")
  }

  private mutating func write(_ text: Substring) {
    var rest = text
    while let character = rest.first {
      rest = rest.dropFirst()
      switch character {
      case "\n", "\r\n": newLine()
      case "\r": column = 0
      case "\u{8}": column = max(0, column - 1)
      case "\u{7}": break
      case "\u{1B}": rest = escape(rest)
      case "\u{9B}": rest = control(rest)
      default: put(character)
      }
    }
  }

  private mutating func newLine() {
    row += 1
    column = 0
    if row == rows.count { rows.append([]) }
  }

  private mutating func put(_ character: Character) {
    let missing = column - rows[row].count
    if missing > 0 { rows[row] += Array(repeating: " ", count: missing) }
    if column < rows[row].count {
      rows[row][column] = character
    } else {
      rows[row].append(character)
    }
    column += 1
  }

  /// Obeys the sequence after an escape character, and returns what follows it.
  private mutating func escape(_ text: Substring) -> Substring {
    switch text.first {
    case "[": return control(text.dropFirst())
    // A title or a link of the terminal's, up to a bell or `ESC \\`.
    case "]", "P", "^", "_", "X":
      guard let end = text.firstIndex(where: { $0 == "\u{7}" || $0 == "\u{1B}" }) else { return "" }
      let rest = text[text.index(after: end)...]
      return text[end] == "\u{1B}" && rest.first == "\\" ? rest.dropFirst() : rest
    case "(", ")", "*", "+", "#", "%", " ": return text.dropFirst(2)
    case nil, "\n", "\r", "\r\n", "\u{1B}": return text
    default: return text.dropFirst()
    }
  }

  /// Obeys a control sequence, `31m` or `2K`, and returns what follows it.
  private mutating func control(_ text: Substring) -> Substring {
    let parameters = text.prefix { "0123456789;:<=>?!\"#$%&'()*+,-./ ".contains($0) }
    let rest = text[parameters.endIndex...]
    guard let name = rest.first, name.isASCII, name.isLetter || "@[]^_`{|}~\\".contains(name)
    else { return rest }
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    let count = min(max(1, (numbers.first ?? nil) ?? 1), Self.widest)
    switch name {
    case "A", "F": row = max(0, row - count)
    case "B", "E": for _ in 0..<min(count, rows.count - 1 - row) { row += 1 }
    case "C": column = min(column + count, Self.widest)
    case "D": column = max(0, column - count)
    case "G": column = count - 1
    case "K": eraseLine((numbers.first ?? nil) ?? 0)
    default: break
    }
    if name == "E" || name == "F" { column = 0 }
    return rest.dropFirst()
  }

  private mutating func eraseLine(_ part: Int) {
    switch part {
    case 0: rows[row].removeLast(max(0, rows[row].count - column))
    case 1:
      for index in rows[row].indices.prefix(column + 1) { rows[row][index] = " " }
    default: rows[row] = []
    }
  }
}
