/// Corrects the places of a parsed text's leaves.
///
/// libcmark-gfm counts a paragraph's columns as if no line were indented or quoted, counts a table's
/// cells from elsewhere, and begins a code span after its backquotes. Leaves come in the order of the
/// text, so each is looked for from the end of the one before to the end of its block.
struct MarkdownPositions {
  private let source: SourceText
  /// The end of the last leaf.
  private var cursor = 0
  /// The end of the cursor's block.
  private var limit = 0
  /// The offsets of the text placed last, in the file, of each of its bytes; the last is its end.
  private var offsets: [Int] = []

  /// The characters that begin something in a chapter though they mean nothing in Markdown.
  private static let significant: [UInt8] = Array("@[]$`".utf8)

  static func correct(_ document: inout Markdown.Node, in source: SourceText) {
    var positions = MarkdownPositions(source: source)
    positions.correct(&document)
  }

  private init(source: SourceText) { self.source = source }

  private mutating func correct(_ node: inout Markdown.Node) {
    switch node.kind {
    case .paragraph, .heading, .table:
      cursor = source.offset(line: node.startLine, column: 1)
      limit = source.offset(line: node.endLine + 1, column: 1)
    case .text: place(&node, match: matchText)
    case .code: place(&node, match: matchCode)
    case .htmlInline: place(&node, match: matchExactly)
    default: break
    }
    var children: [Markdown.Node] = []
    for var child in node.children {
      offsets = []
      correct(&child)
      children += child.kind == .text ? parts(of: child) : [child]
    }
    node.children = children
    switch node.kind {
    case .link, .image:
      skipDestination()
      spanChildren(&node)
    case .emphasis, .strong, .strikethrough, .tableCell:
      spanChildren(&node)
    default: break
    }
  }

  /// Moves the node to the first occurrence of its text from the cursor on.
  private mutating func place(_ node: inout Markdown.Node, match: ([UInt8], Int) -> Int?) {
    let literal = Array(node.literal.utf8)
    guard !literal.isEmpty, cursor < limit else { return }
    for start in cursor..<limit {
      guard let end = match(literal, start) else { continue }
      if node.kind == .text { offsets = offsetsOfText(literal, from: start) }
      (node.startLine, node.startColumn) = source.place(of: start)
      (node.endLine, node.endColumn) = source.place(of: end - 1)
      cursor = end
      return
    }
  }

  /// The text placed last, split at the characters that are escaped in the source.
  private func parts(of text: Markdown.Node) -> [Markdown.Node] {
    let bytes = Array(text.literal.utf8)
    guard offsets.count == bytes.count + 1 else { return [text] }
    let escapes = bytes.indices.filter {
      Self.significant.contains(bytes[$0]) && source.bytes[offsets[$0]] != bytes[$0]
    }
    guard !escapes.isEmpty else { return [text] }
    var parts: [Markdown.Node] = []
    func add(_ range: Range<Int>, _ kind: Markdown.Node.Kind) {
      guard !range.isEmpty else { return }
      var part = Markdown.Node(kind, literal: String(decoding: bytes[range], as: UTF8.self))
      (part.startLine, part.startColumn) = source.place(of: offsets[range.lowerBound])
      (part.endLine, part.endColumn) = source.place(of: offsets[range.upperBound] - 1)
      parts.append(part)
    }
    var start = 0
    for escape in escapes {
      add(start..<escape, .text)
      add(escape..<escape + 1, .escaped)
      start = escape + 1
    }
    add(start..<bytes.count, .text)
    return parts
  }

  /// Makes a node span its children.
  private func spanChildren(_ node: inout Markdown.Node) {
    guard let first = node.children.first, let last = node.children.last else { return }
    (node.startLine, node.startColumn) = (first.startLine, first.startColumn)
    (node.endLine, node.endColumn) = (last.endLine, last.endColumn)
  }

  /// Steps over `](destination "title")` or `][label]`, so that nothing is found inside.
  private mutating func skipDestination() {
    var offset = cursor
    while let byte = byte(offset), "*_~`".utf8.contains(byte) { offset += 1 }
    guard byte(offset) == UInt8(ascii: "]"), let opening = byte(offset + 1) else { return }
    let closing: UInt8
    switch opening {
    case UInt8(ascii: "("): closing = UInt8(ascii: ")")
    case UInt8(ascii: "["): closing = UInt8(ascii: "]")
    default: return
    }
    var depth = 0
    for end in (offset + 1)..<limit {
      if source.bytes[end] == opening { depth += 1 }
      if source.bytes[end] == closing { depth -= 1 }
      guard depth == 0 else { continue }
      cursor = end + 1
      return
    }
  }

  private func byte(_ offset: Int) -> UInt8? { offset < limit ? source.bytes[offset] : nil }
}

extension MarkdownPositions {
  private func matchExactly(_ literal: [UInt8], at start: Int) -> Int? {
    source.bytes[start...].starts(with: literal) ? start + literal.count : nil
  }

  /// The end of a text in the source, where characters may be escaped or written as entities.
  private func matchText(_ literal: [UInt8], at start: Int) -> Int? {
    matchText(literal, at: start) { _, _ in }
  }

  /// The offsets in the source of each byte of a text that matches here, and of its end.
  private func offsetsOfText(_ literal: [UInt8], from start: Int) -> [Int] {
    var offsets: [Int] = []
    let end = matchText(literal, at: start) { offset, count in
      offsets += Array(repeating: offset, count: count)
    }
    return offsets + [end ?? start]
  }

  /// - Parameter visit: takes the offset in the source of the next bytes of the text, and their number.
  private func matchText(
    _ literal: [UInt8], at start: Int, visit: (_ offset: Int, _ count: Int) -> Void
  ) -> Int? {
    var offset = start
    var rest = literal[...]
    while let wanted = rest.first {
      guard let found = byte(offset) else { return nil }
      if found == UInt8(ascii: "\\"), let escaped = byte(offset + 1), isPunctuation(escaped) {
        guard escaped == wanted else { return nil }
        visit(offset, 1)
        offset += 2
        rest = rest.dropFirst()
      } else if found == UInt8(ascii: "&"), let end = entityEnd(offset),
        !rest.starts(with: source.bytes[offset..<end])
      {
        let count = String(decoding: rest.prefix(32), as: UTF8.self).first?.utf8.count ?? 1
        visit(offset, count)
        offset = end
        rest = rest.dropFirst(count)
      } else {
        guard found == wanted else { return nil }
        visit(offset, 1)
        offset += 1
        rest = rest.dropFirst()
      }
    }
    return offset
  }

  /// The end of a code span, backquotes included.
  private func matchCode(_ literal: [UInt8], at start: Int) -> Int? {
    let backquote = UInt8(ascii: "`")
    guard byte(start) == backquote, start == 0 || source.bytes[start - 1] != backquote else {
      return nil
    }
    var offset = start
    while byte(offset) == backquote { offset += 1 }
    let fence = offset - start
    if let padding = byte(offset), isBlank(padding), literal.first != padding { offset += 1 }
    for wanted in literal {
      guard let found = byte(offset) else { return nil }
      if wanted == UInt8(ascii: " "), found == UInt8(ascii: "\n") {
        offset += 1
        while let prefix = byte(offset), " >".utf8.contains(prefix) { offset += 1 }
      } else if wanted == UInt8(ascii: "|"), found == UInt8(ascii: "\\") {
        offset += 2  // In a table a bar is escaped, even in code.
      } else {
        guard found == wanted else { return nil }
        offset += 1
      }
    }
    if let padding = byte(offset), isBlank(padding) { offset += 1 }
    let closing = source.bytes[offset..<max(offset, limit)].prefix { $0 == backquote }.count
    return closing == fence ? offset + fence : nil
  }

  /// The end of the entity, `&amp;`, that begins here.
  private func entityEnd(_ start: Int) -> Int? {
    let end = source.bytes[start..<limit].prefix(12).firstIndex(of: UInt8(ascii: ";"))
    return end.map { $0 + 1 }
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n")
  }

  private func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 33...47, 58...64, 91...96, 123...126: true
    default: false
    }
  }
}
