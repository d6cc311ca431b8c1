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

  func notebook() throws -> Notebook {
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
    markdown("# \(front.title)\n\n\(front.summary)")
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
          let words = prose.inline(caption, line: cell.fenceLine)
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
    return try record.cells[cell.index].outputs.map { output in
      switch output {
      case .printed(let text): return .stream(name: "stdout", text: text)
      case .warned(let text): return .stream(name: "stderr", text: text)
      case .check(let message, let passed):
        return .stream(name: "stdout", text: "\(passed ? "✓" : "✗") \(message)\n")
      case .failed(let message): return .error(message)
      case .shown(let content, let picture):
        return .display(try OutputMedia(content, picture, in: folder).media)
      }
    }
  }
}
