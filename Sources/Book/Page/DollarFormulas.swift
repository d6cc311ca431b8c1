extension PageWriter {
  /// Reports formulas between bare dollar signs, which GitHub sets and pages do not: each of them once.
  func reportDollars(in document: Markdown.Node) {
    var displays = 0
    document.walk { node in
      switch node.kind {
      case .paragraph, .heading, .tableCell: reportDollars(inBlock: node, displays: &displays)
      default: break
      }
    }
  }

  private func reportDollars(inBlock block: Markdown.Node, displays: inout Int) {
    let line = DollarLine(block)
    // Nearly all have none, and a pattern takes longer than a paragraph.
    guard line.text.utf8.contains(UInt8(ascii: "$")) else { return }
    for match in line.text.matches(of: #/\$\$/#) {
      displays += 1
      guard displays % 2 == 1, let (words, node) = line.place(of: match.range.lowerBound) else {
        continue
      }
      report(
        "a formula of its own stands between ```math and ```, not between $$; a dollar sign is \\$",
        about: words, in: node)
    }
    // GitHub's rule, which leaves amounts of money alone.
    let inline = #/(^|[^\w$])(\$(?=[^\s$])[^$\u{FFFC}]*?[^\s$]\$)(?![\w$])/#
    for match in line.text.matches(of: inline) {
      guard let (words, node) = line.place(of: match.2.startIndex) else { continue }
      let tex = match.2.dropFirst().dropLast()
      report(
        "a formula stands between $` and `$: $`\(tex)`$; a dollar sign is \\$", about: words,
        in: node)
    }
  }
}

/// The text of a paragraph, with U+FFFC in place of code, formulas and escaped characters.
private struct DollarLine {
  private(set) var text = ""
  /// The texts of the leaves, with their offsets.
  private var leaves: [(offset: Int, node: Markdown.Node)] = []

  init(_ block: Markdown.Node) { add(block.children) }

  private mutating func add(_ nodes: [Markdown.Node]) {
    for item in Inlines(nodes).items {
      switch item.node.kind {
      case .text where !item.isFormula:
        leaves.append((text.utf8.count, item.node))
        text += item.node.literal
      case .softBreak, .lineBreak: text += " "
      case .emphasis, .strong, .strikethrough, .link: add(item.node.children)
      default: text += "\u{FFFC}"
      }
    }
  }

  /// The leaf at an index, and its text from there on.
  func place(of index: String.Index) -> (words: String, node: Markdown.Node)? {
    let offset = text.utf8.distance(from: text.startIndex, to: index)
    guard let leaf = leaves.last(where: { $0.offset <= offset }) else { return nil }
    let rest = leaf.node.literal.utf8.dropFirst(offset - leaf.offset)
    return (String(decoding: rest, as: UTF8.self), leaf.node)
  }
}
