extension PageWriter {
  /// A callout: a quotation that begins with `[!NOTE]` or another kind. Nil for other quotations.
  func callout(_ node: Markdown.Node) -> String? {
    guard var paragraph = node.children.first, paragraph.kind == .paragraph else { return nil }
    paragraph.children = Inlines.merged(paragraph.children)
    guard let first = paragraph.children.first, first.kind == .text,
      let match = first.literal.wholeMatch(of: #/\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*/#)
    else { return nil }
    let kind = match.1.lowercased()
    // The marker and the line break after it.
    paragraph.children.removeFirst(min(2, paragraph.children.count))
    let rest = (paragraph.children.isEmpty ? [] : [paragraph]) + node.children.dropFirst()
    return """
      <div class="callout \(kind)" role="note">
      <p class="callout-title">\(kind.capitalized)</p>
      \(blocks(Array(rest)))</div>

      """
  }
}
