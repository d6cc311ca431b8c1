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
    let id = target == nil ? "" : HTML.attribute("id", label!)
    let caption = caption(of: cell, target, outputs)
    guard !caption.isEmpty else { return "<div class=picture>\n\(pictures.joined())</div>\n" }
    // A table's caption stands above it, a figure's below.
    let content =
      target?.kind == .table ? caption + pictures.joined() : pictures.joined() + caption
    return "<figure\(id)>\n\(content)</figure>\n"
  }

  /// How the files of a figure are made again, and what tells that they came out the same. A picture is a
  /// link to its file already.
  private func origin(_ outputs: [RecordedOutput]) -> String {
    let files = outputs.compactMap { output -> String? in
      guard case .shown(_, let html, let file?) = output else { return nil }
      let name =
        html == nil
        ? HTML.text(file.name) : "<a\(Self.address("href", file.name))>\(HTML.text(file.name))</a>"
      return "\(name), SHA-256 <code>\(file.sha256.prefix(12))…</code>"
    }
    guard !files.isEmpty else { return "" }
    return """
      <details><summary>Make it again</summary>\
      <code>swift run walkthrough run \(chapter.shortName)</code> writes \(files.joined(separator: "; "))\
      </details>
      """
  }

  private func caption(
    of cell: Cell, _ target: Outline.Target?, _ outputs: [RecordedOutput]
  ) -> String {
    let number = target.map { target in
      "<a\(HTML.attribute("href", "#\(cell.options.label ?? "")"))>\(target.name)</a>"
    }
    let words = cell.options.caption.map { captionText($0, of: cell) }
    let parts = [number, words].compactMap { $0 }
    guard !parts.isEmpty else { return "" }
    return "<figcaption>\(parts.joined(separator: ". "))\(origin(outputs))</figcaption>\n"
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
    let alt = cell.options.alt ?? text
    if let html {
      if html.hasPrefix("<table") { return "<div class=table>\(TableMarkup.lighter(html))</div>\n" }
      let name = cell.options.label ?? "cell-\(cell.index + 1)"
      let address = file.map { HTML.escape(Self.encoded($0.name)) } ?? ""
      return Self.lighter(html).replacing("{file}", with: address)
        .replacing("{alt}", with: HTML.escape(alt))
        .replacing("{id}", with: HTML.escape("\(name)-\(number)")) + "\n"
    }
    guard let file else { return "" }
    guard file.mediaType.hasPrefix("image/") else {
      return "<p><a\(Self.address("href", file.name))>\(HTML.text(file.name))</a></p>\n"
    }
    let path = context.folder.appending(path: file.name)
    let isThere =
      context.files.contains(file.name) || FileManager.default.fileExists(atPath: path.path)
    if !isThere {
      report("\(path.relativePath) is missing: run the chapter", at: (cell.fenceLine, 1))
    }
    return Self.image(file, alt: alt) + "\n"
  }

  /// A picture as the file that it is, which opens by itself without a script.
  ///
  /// A drawing is an image too, not markup of the page: a page of drawings weighed four times its words.
  /// Its own style knows light and dark and follows the `color-scheme` of the page that shows it, also
  /// where the reader chose it against the system.
  private static func image(_ file: RecordedFile, alt: String) -> String {
    """
    <a class=zoom\(address("href", file.name))><img\(address("src", file.name))\
    \(HTML.attribute("alt", alt)) width=\(file.width) height=\(file.height) loading=lazy></a>
    """
  }

  /// An output's markup as a page wants it: pictures that load when they come near, and lists of labels
  /// without a reference for each quote.
  private static func lighter(_ html: String) -> String {
    html.replacing("<img ", with: "<img loading=lazy ")
      .replacing(#/="(\[&quot;[^"']*\])"/#) {
        "='\($0.1.replacing("&quot;", with: "\""))'"
      }
  }

  private static func address(_ attribute: String, _ name: String) -> String {
    HTML.attribute(attribute, encoded(name))
  }

  private static func encoded(_ name: String) -> String {
    name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? name
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
