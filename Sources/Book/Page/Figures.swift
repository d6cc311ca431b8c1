import Foundation

extension PageWriter {
  /// What a cell showed for the eye, with its number and caption.
  func figure(_ outputs: [RecordedOutput], of cell: Cell) -> String {
    var pictures: [String] = []
    for output in outputs {
      if case .shown(let text, let html, let file) = output, html != nil || file != nil {
        pictures.append(
          picture(text: text, html: html, file: file, of: cell, number: pictures.count + 1))
      }
    }
    let label = cell.options.label
    let target = label.flatMap { outline.targets[$0] }
    guard !pictures.isEmpty else {
      if let label, target != nil {
        report("'\(label)' shows nothing in the record: run the chapter", at: (cell.fenceLine, 1))
      }
      return ""
    }
    let id = target == nil ? "" : " id=\"\(label!)\""
    let caption = caption(of: cell, target)
    guard !caption.isEmpty else { return "<div class=\"picture\">\n\(pictures.joined())</div>\n" }
    // A table's caption stands above it, a figure's below.
    let content =
      target?.kind == .table ? caption + pictures.joined() : pictures.joined() + caption
    return "<figure\(id)>\n\(content)</figure>\n"
  }

  private func caption(of cell: Cell, _ target: Outline.Target?) -> String {
    let number = target.map { target in
      "<a class=\"number\" href=\"#\(cell.options.label ?? "")\">\(target.name)</a>"
    }
    let words = cell.options.caption.map { captionText($0, of: cell) }
    let parts = [number, words].compactMap { $0 }
    return parts.isEmpty ? "" : "<figcaption>\(parts.joined(separator: ". "))</figcaption>\n"
  }

  /// A caption is prose of one paragraph: formulas, emphasis, references and citations, but no markup.
  private func captionText(_ caption: String, of cell: Cell) -> String {
    var document = Markdown.parse(caption)
    document.move(by: cell.fenceLine)
    escapesMarkup = true
    defer { escapesMarkup = false }
    return document.children.map { inlines($0.children.isEmpty ? [$0] : $0.children) }
      .joined(separator: " ")
  }

  private func picture(
    text: String, html: String?, file: RecordedFile?, of cell: Cell, number: Int
  ) -> String {
    let alt = HTML.escape(cell.options.alt ?? text)
    if let html {
      let name = cell.options.label ?? "cell-\(cell.index + 1)"
      let address = file.map { Self.address($0.name) } ?? ""
      let markup = html.replacing("{file}", with: address).replacing("{alt}", with: alt)
        .replacing("{id}", with: HTML.escape("\(name)-\(number)"))
      return markup.hasPrefix("<table")
        ? "<div class=\"table\">\(markup)</div>\n" : markup + "\n"
    }
    guard let file else { return "" }
    guard file.mediaType.hasPrefix("image/") else {
      return "<p><a href=\"\(Self.address(file.name))\">\(HTML.escape(file.name))</a></p>\n"
    }
    if file.mediaType == "image/svg+xml" { return inlined(file, alt: alt, of: cell) }
    return """
      <img src="\(Self.address(file.name))" alt="\(alt)" width="\(file.width)" \
      height="\(file.height)" loading="lazy" decoding="async">

      """
  }

  /// A drawing in the page itself, where its colours follow the page's.
  private func inlined(_ file: RecordedFile, alt: String, of cell: Cell) -> String {
    let path = surroundings.folder.appending(path: file.name)
    guard let svg = try? String(contentsOf: path, encoding: .utf8),
      let start = svg.firstRange(of: "<svg")?.lowerBound
    else {
      report(
        "\(path.relativePath) is missing or no SVG: run the chapter", at: (cell.fenceLine, 1))
      return ""
    }
    let group = cell.options.alt == nil ? "" : " role=\"group\" aria-label=\"\(alt)\""
    return "<div class=\"drawing\"\(group)>\(svg[start...].trimming("\n"))</div>\n"
  }

  private static func address(_ name: String) -> String {
    HTML.escape(name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? name)
  }
}

extension Markdown.Node {
  /// Counts lines from another place, for text that was taken out of a file.
  fileprivate mutating func move(by lines: Int) {
    startLine += lines
    endLine += lines
    for index in children.indices { children[index].move(by: lines) }
  }
}
