import Foundation
import Outputs

extension PageWriter {
  /// The tables and pictures that a cell showed, with number and caption.
  func figure(_ outputs: [RecordedOutput], of cell: Cell) -> String {
    let pictures = outputs.compactMap { output -> String? in
      guard case .shown(let content, let picture) = output else { return nil }
      return markup(content, picture, of: cell)
    }
    let label = cell.options.label
    let target = label.flatMap { outline.targets[$0] }
    guard !pictures.isEmpty else {
      // Before the first run there is no record of the cell.
      if let label, target != nil, record.cells.indices.contains(cell.index) {
        let showsText = outputs.contains { if case .shown = $0 { true } else { false } }
        report(
          showsText
            ? "'\(label)' shows text, and no figure or table that it could label"
            : "'\(label)' labels a cell that shows nothing: show a figure or a table, or remove the label",
          at: (cell.fenceLine, 1))
      }
      return ""
    }
    let id = target == nil ? "" : HTML.attribute("id", label!)
    let caption = caption(of: cell, target, outputs)
    if let live = live(outputs, of: cell) {
      return LiveMarkup(live, parts: liveParts(outputs, of: cell)).html(id: id, caption: caption)
    }
    guard !caption.isEmpty else { return "<div class=picture>\n\(pictures.joined())</div>\n" }
    // A table's caption stands above it, a figure's below.
    let content =
      target?.kind == .table ? caption + pictures.joined() : pictures.joined() + caption
    return "<figure\(id)>\n\(content)</figure>\n"
  }

  /// The parts of a live figure as recorded.
  private func liveParts(_ outputs: [RecordedOutput], of cell: Cell) -> [String] {
    outputs.compactMap { output in
      guard case .shown(let content, let picture) = output else { return nil }
      if case .text(let text) = content {
        return "<pre class=\"part output shown\">\(HTML.text(TerminalText.plain(text)))</pre>"
      }
      return markup(content, picture, of: cell)
    }
  }

  /// The description of a live figure for the page's script; nil where it cannot run.
  private func live(_ outputs: [RecordedOutput], of cell: Cell) -> LivePage? {
    guard let index = chapter.liveCells.firstIndex(of: cell),
      let figure = outputs.lazy.compactMap(\.liveFigure).first
    else { return nil }
    let restored = CodeNames(of: chapter.syntax(of: cell).tree).restored
    return LivePage(
      figure, index: index, line: cell.fenceLine, restored: restored, files: context.live)
  }

  /// The command that makes the files of a figure again, and their hashes, which show that they are the
  /// same. A drawing is a link to its file already.
  private func origin(_ outputs: [RecordedOutput]) -> String {
    let files = outputs.compactMap { output -> String? in
      guard case .shown(_, let picture?) = output else { return nil }
      let file = picture.file
      let name =
        picture.format == .svg
        ? HTML.text(file.name)
        : "<a\(HTML.attribute("href", WebAddress.encoded(file.name)))>\(HTML.text(file.name))</a>"
      return "\(name), SHA-256 <code>\(HTML.text(file.sha256.prefix(12)))…</code>"
    }
    guard !files.isEmpty else { return "" }
    return """
      <details><summary>Make it again</summary>\
      <code>swift run walkthrough run \(HTML.text(chapter.shortName))</code> writes \(files.joined(separator: "; "))\
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

  /// The caption as a paragraph of prose: formulas, emphasis, references and citations, but no markup.
  private func captionText(_ caption: String, of cell: Cell) -> String {
    var document = Markdown.parse(caption)
    document.move(by: cell.fenceLine)
    reportDollars(in: document)
    escapesMarkup = true
    defer { escapesMarkup = false }
    return document.children.map { inlines($0.children.isEmpty ? [$0] : $0.children) }
      .joined(separator: " ")
  }

  private func markup(
    _ content: Output.Content, _ picture: RecordedPicture?, of cell: Cell
  ) -> String? {
    if let file = picture?.file { requireFile(file, of: cell) }
    let placed = picture.map { picture in
      OutputMarkup.Picture(
        address: WebAddress.encoded(picture.file.name), format: picture.format,
        size: (picture.width, picture.height))
    }
    return OutputMarkup.html(content, picture: placed, alt: content.alternative(cell.options.alt))
  }

  private func requireFile(_ file: RecordedFile, of cell: Cell) {
    let path = context.folder.appending(path: file.name)
    let isThere =
      context.files.contains(file.name) || FileManager.default.fileExists(atPath: path.path)
    guard !isThere else { return }
    report("\(path.relativePath) is missing: run the chapter", at: (cell.fenceLine, 1))
  }
}

extension Markdown.Node {
  /// Moves line numbers, for text that is a part of a file.
  fileprivate mutating func move(by lines: Int) {
    startLine += lines
    endLine += lines
    for index in children.indices { children[index].move(by: lines) }
  }
}
