extension PageWriter {
  /// The markup of a paragraph's contents.
  func inlines(_ nodes: [Markdown.Node]) -> String {
    Inlines(nodes).items.map { item in
      guard item.isFormula else { return inline(item.node) }
      return item.html(formula: formula(item.node)) { plain($0[...]) }
    }.joined()
  }

  private func inline(_ node: Markdown.Node) -> String {
    switch node.kind {
    case .text: return text(node)
    case .escaped: return plain(node.literal[...])
    case .softBreak: return "\n"
    case .lineBreak: return "<br>\n"
    case .code: return value(node) ?? "<code>\(HTML.text(node.literal))</code>"
    case .emphasis: return "<em>\(inlines(node.children))</em>"
    case .strong: return "<strong>\(inlines(node.children))</strong>"
    case .strikethrough: return "<del>\(inlines(node.children))</del>"
    case .htmlInline: return raw(node)
    case .link(let destination, let title): return link(node, to: destination, title: title)
    case .image(let destination, _):
      reportImage(destination, in: node)
      return ""
    case .footnoteReference(let label): return noteReference(label, node)
    default: return inlines(node.children)
    }
  }

  /// A number from the run, in the style of the text around it. Nil where the code is no inline value.
  private func value(_ node: Markdown.Node) -> String? {
    guard let expression = InlineValue.expression(of: node.literal) else { return nil }
    let place = (node.startLine, node.startColumn)
    guard let index = chapter.inlineValues.index(at: place),
      record.inlineValues.indices.contains(index)
    else {
      report("the record holds no value for this: run the chapter", at: place)
      return ""
    }
    let value = record.inlineValues[index]
    let shown = value.wholeMatch(of: #/-[0-9.]+/#) == nil ? value : "\u{2212}" + value.dropFirst()
    return "<samp\(HTML.attribute("title", "Computed: \(expression)"))>\(HTML.text(shown))</samp>"
  }
}

/// The nodes of a paragraph, with adjacent texts joined and formulas (`` $`…`$ ``) recognized.
struct Inlines {
  struct Item {
    var node: Markdown.Node
    var isFormula: Bool
    /// The text without spaces before a short formula, a parenthesis say, and after it: browsers would break
    /// lines between them, since KaTeX's boxes are no text.
    var head = ""
    var tail = ""

    /// The formula together with its head and tail.
    func html(formula: String, text: (String) -> String) -> String {
      guard !head.isEmpty || !tail.isEmpty else { return formula }
      return "<span class=whole>\(text(head))\(formula)\(text(tail))</span>"
    }
  }
  private(set) var items: [Item]

  init(_ nodes: [Markdown.Node]) {
    items = Self.merged(nodes).map { Item(node: $0, isFormula: false) }
    for index in items.indices.dropFirst().dropLast() where items[index].node.kind == .code {
      let before = items[index - 1].node
      let after = items[index + 1].node
      guard before.kind == .text, before.literal.hasSuffix("$"), after.kind == .text,
        after.literal.hasPrefix("$")
      else { continue }
      items[index].isFormula = true
      items[index - 1].node.literal.removeLast()
      items[index + 1].node.literal.removeFirst()
    }
    for index in items.indices where items[index].isFormula {
      guard items[index].node.literal.count <= 30 else { continue }
      let head = Self.adjacent(items[index - 1].node.literal.reversed(), punctuation: "([“‘")
      let tail = Self.adjacent(items[index + 1].node.literal, punctuation: ",.;:!?)]’”")
      (items[index].head, items[index].tail) = (String(head.reversed()), String(tail))
      items[index - 1].node.literal.removeLast(head.count)
      items[index + 1].node.literal.removeFirst(tail.count)
    }
  }

  /// The beginning of a text up to its first space; only its punctuation where that may be a citation's or is
  /// longer than a word.
  private static func adjacent(
    _ text: some Sequence<Character>, punctuation: String
  ) -> [Character] {
    let word = text.prefix { !$0.isWhitespace }
    guard word.count > 12 || word.contains(where: "@[]".contains) else { return Array(word) }
    return Array(text.prefix { punctuation.contains($0) })
  }

  /// Joins texts that the parser split at characters which might have been markup.
  static func merged(_ nodes: [Markdown.Node]) -> [Markdown.Node] {
    var result: [Markdown.Node] = []
    for node in nodes {
      if node.kind == .text, result.last?.kind == .text {
        result[result.count - 1].literal += node.literal
        result[result.count - 1].endColumn = node.endColumn
      } else {
        result.append(node)
      }
    }
    return result
  }
}

extension StringProtocol {
  /// The text without these characters at its ends.
  func trimming(_ characters: String) -> String {
    var text = self[...]
    while let last = text.last, characters.contains(last) { text = text.dropLast() }
    while let first = text.first, characters.contains(first) { text = text.dropFirst() }
    return String(text)
  }
}
