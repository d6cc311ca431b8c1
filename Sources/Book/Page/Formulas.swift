extension PageWriter {
  /// A formula within a sentence.
  func formula(_ node: Markdown.Node) -> String {
    switch context.mathematics.html(node.literal, display: false) {
    case .success(let html): return html
    case .failure(let mistake):
      report("TeX: \(mistake.message)", about: node.literal, offset: mistake.offset, in: node)
      return ""
    }
  }

  /// A displayed formula, with a number where it has a label.
  func displayed(_ node: Markdown.Node, label: String?) -> String {
    switch context.mathematics.html(node.literal.trimming("\n"), display: true) {
    case .success(let html):
      guard let label, let target = outline.targets[label] else {
        return "<div class=equation><div>\(html)</div></div>\n"
      }
      return """
        <div class=equation\(HTML.attribute("id", label))><div>\(html)</div>\
        <a class=number\(HTML.attribute("href", "#\(label)")) aria-label="\(target.name)">(\(target.number))</a></div>

        """
    case .failure(let mistake):
      let tex = node.literal.trimming("\n")
      let place = source.place(of: tex, offset: mistake.offset, line: node.startLine + 1)
      report("TeX: \(mistake.message)", at: (place.line, place.column))
      return ""
    }
  }
}
