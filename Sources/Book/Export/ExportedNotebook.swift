import Foundation

/// A chapter as a Jupyter notebook: prose and cells in their order, with the outputs of the last run.
struct ExportedNotebook {
  let chapter: Chapter
  let used: [Chapter]
  let values: [ParameterValue]
  /// The record of a run of exactly this program; nil where there is none.
  let record: Record?
  /// The chapter's folder in the site, which has the record's figures.
  let folder: URL
  let bibliography: Bibliography

  /// - Throws: `Diagnostics` where a link is one that no page has; an error where a figure cannot be read.
  func notebook() throws -> Notebook {
    try refuseLinks()
    var prose = NotebookProse(
      chapter, bibliography: bibliography, values: record?.inlineValues)
    var cells: [Notebook.Cell] = []
    var executed = 0
    func markdown(_ text: String) {
      guard !text.isEmpty else { return }
      cells.append(Notebook.Cell(id: "cell-\(cells.count)", kind: .markdown, source: text))
    }
    func code(_ text: String, tags: [String] = [], outputs: [Notebook.Output] = []) {
      executed += 1
      let count = record == nil ? nil : executed
      cells.append(
        Notebook.Cell(
          id: "cell-\(cells.count)", kind: .code(outputs: outputs, count: count), source: text,
          tags: tags))
    }
    let front = chapter.frontMatter
    let summary = NotebookText.escaped(front.summary)
    markdown("# \(NotebookText.escaped(front.title))\n\n\(summary)")
    code("import Lesson\n\nlet seed: UInt64 = \(front.seed)")
    for other in used {
      for cell in other.cells where cell.isExecuted && cell.options.export {
        code("// From \(other.path)\n" + cell.code.trimming("\n"))
      }
    }
    var line = front.lastLine + 1
    for cell in chapter.cells {
      markdown(prose.markdown(line..<max(line, cell.fenceLine)))
      if cell.isExecuted {
        code(source(of: cell), tags: tags(of: cell), outputs: try outputs(of: cell))
        if let caption = cell.options.caption {
          let name = cell.options.label.flatMap { prose.outline.targets[$0]?.name }
          let words = prose.caption(caption, line: cell.fenceLine)
          markdown(name.map { "**\($0)**: \(words)" } ?? words)
        }
      } else {
        markdown("```swift\n\(PageWriter.shownCode(cell.code))\n```")
      }
      line = cell.closingLine + 1
    }
    markdown(prose.markdown(line..<max(line, chapter.text.lineCount + 1)))
    let references = prose.references()
    if !references.isEmpty { markdown("## References\n\n" + references) }
    return Notebook(cells: cells)
  }

  private func refuseLinks() throws {
    var problems: [Diagnostic] = []
    func check(_ document: Markdown.Node, line: Int = 0) {
      document.walk { node in
        let tags = RawTag.all(
          in: [.htmlBlock, .htmlInline].contains(node.kind) ? node.literal : "")
        var schemes = tags.flatMap { tag in
          tag.attributes.compactMap { name, value in
            RawTag.links.contains(name)
              ? WebAddress.refusedScheme(of: value) : RawTag.script(in: value, of: name)
          }
        }
        if case .link(let destination, _) = node.kind {
          schemes += [WebAddress.refusedScheme(of: destination)].compactMap(\.self)
        }
        for scheme in schemes {
          problems.append(
            Diagnostic(
              file: chapter.path, line: line + node.startLine,
              message: "links to '\(scheme):' are not supported"))
        }
      }
    }
    check(chapter.document)
    for cell in chapter.cells {
      if let caption = cell.options.caption { check(Markdown.parse(caption), line: cell.fenceLine) }
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
  }

  /// The cell's code with its options, which are comments in Swift and options in Quarto.
  private func source(of cell: Cell) -> String {
    let edits = values.filter { $0.parameter.cell == cell.index }.map(\.edit)
    return (edits.isEmpty ? cell.code : chapter.syntax(of: cell).code.applying(edits))
      .trimming("\n")
  }

  /// The tags that make Jupyter Book hide what the page hides.
  private func tags(of cell: Cell) -> [String] {
    let options = cell.options
    return [
      options.include ? nil : "remove-cell", options.echo ? nil : "remove-input",
      options.fold ? "hide-input" : nil, options.parameters ? "parameters" : nil,
      options.error == nil ? nil : "raises-exception",
    ].compactMap { $0 }
  }

  private func outputs(of cell: Cell) throws -> [Notebook.Output] {
    guard let record, record.cells.indices.contains(cell.index) else { return [] }
    return try PageWriter.withWholePrints(record.cells[cell.index].outputs).flatMap {
      output -> [Notebook.Output] in
      switch output {
      case .printed(let text): return [.stream(name: "stdout", text: TerminalText.plain(text))]
      case .warned(let text): return [.stream(name: "stderr", text: TerminalText.plain(text))]
      case .check(let message, let passed):
        return [
          .stream(name: "stdout", text: "\(passed ? "✓" : "✗") \(TerminalText.plain(message))\n")
        ]
      case .live: return []
      case .failed(let message): return [.error(TerminalText.plain(message))]
      case .shown(let content, let picture):
        let display = Notebook.Output.display(
          try OutputMedia(content, picture, in: folder).media)
        // A film's file does not have the words under it.
        guard case .film(let film) = content, let note = film.note else { return [display] }
        return [display, .stream(name: "stdout", text: TerminalText.plain(note) + "\n")]
      }
    }
  }
}
