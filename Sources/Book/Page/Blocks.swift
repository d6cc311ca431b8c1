extension PageWriter {
  /// The markup of several blocks. At the outermost level, a block's footnotes follow it.
  func blocks(_ nodes: [Markdown.Node], flushingNotes: Bool = false) -> String {
    var html = ""
    for node in nodes {
      let block = block(node)
      guard flushingNotes, !pendingNotes.isEmpty else {
        html += block
        continue
      }
      html += "<div class=annotated>\n<div>\(block)</div>\n"
      html += "<div class=sidenotes>\n\(pendingNotes.joined())</div>\n</div>\n"
      pendingNotes = []
    }
    return html
  }

  private func block(_ node: Markdown.Node) -> String {
    openParentheses = 0
    switch node.kind {
    case .paragraph: return "<p>\(inlines(node.children))</p>\n"
    case .heading(let level): return heading(node, level: level)
    case .blockQuote: return callout(node) ?? quote(node)
    case .list(let ordered, let start, let tight):
      return list(node, ordered: ordered, start: start, tight: tight)
    case .codeBlock(let info): return codeBlock(node, info: info)
    case .htmlBlock: return raw(node)
    case .thematicBreak: return "<hr>\n"
    case .table(let alignments): return table(node, alignments)
    case .footnoteDefinition: return ""
    default: return blocks(node.children)
    }
  }

  private func quote(_ node: Markdown.Node) -> String {
    "<blockquote>\n\(blocks(node.children))</blockquote>\n"
  }

  /// A heading, which is a link to itself. The chapter's title is the page's only `h1`.
  private func heading(_ node: Markdown.Node, level: Int) -> String {
    let id = outline.headingIDs[headingCount]
    headingCount += 1
    let level = max(2, level)
    isInsideLink = true
    let html = inlines(Labeled(heading: node).nodes)
    isInsideLink = false
    if level <= 3 { contents.append((level, id, html)) }
    let (name, target) = (HTML.attribute("id", id), HTML.attribute("href", "#\(id)"))
    return "<h\(level)\(name)><a\(target)>\(html)</a></h\(level)>\n"
  }

  private func list(_ node: Markdown.Node, ordered: Bool, start: Int, tight: Bool) -> String {
    let tag = ordered ? "ol" : "ul"
    let from = ordered && start != 1 ? " start=\(start)" : ""
    let items = node.children.map { item in
      let content = item.children.map { child in
        tight && child.kind == .paragraph ? inlines(child.children) + "\n" : block(child)
      }
      guard case .item(let checked?) = item.kind else { return "<li>\(content.joined())" }
      let state = checked ? "checked aria-label=done" : "aria-label=\"to do\""
      let box = "<input type=checkbox disabled \(state)>"
      return "<li class=task>\(box) \(content.joined())"
    }
    return "<\(tag)\(from)>\n\(items.joined())</\(tag)>\n"
  }

  private func table(_ node: Markdown.Node, _ alignments: [Markdown.Node.Alignment]) -> String {
    func rows(_ kind: Markdown.Node.Kind) -> [[String]] {
      node.children.filter { $0.kind == kind }.map { $0.children.map { inlines($0.children) } }
    }
    let table = TableMarkup(
      alignments: alignments.map { $0 == .none ? "" : "\($0)" }, head: rows(.tableHeader),
      body: rows(.tableRow))
    return "<div class=table>\(table.html)</div>\n"
  }

  private func codeBlock(_ node: Markdown.Node, info: String) -> String {
    if let formula = Labeled(mathInfo: info) { return displayed(node, label: formula.label) }
    if let cell = cells[node.startLine] { return self.cell(cell) }
    let language = Fence.language(of: info)
    if language == "math" {
      report(
        "a formula begins with ```math or ```math {#eq-name}, not with '\(info)'",
        at: (node.startLine, max(1, node.startColumn)))
    }
    let code = language == "swift" ? Highlighter.html(node.literal) : HTML.text(node.literal)
    return "<div class=code><pre><code>\(code)</code></pre></div>\n"
  }
}
