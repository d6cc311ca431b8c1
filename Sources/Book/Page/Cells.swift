extension PageWriter {
  /// A cell: its code, below it its printed output in the same frame, and its figure. Folded code of a figure is under
  /// the figure.
  func cell(_ cell: Cell) -> String {
    guard cell.options.include else { return "" }
    let outputs =
      record.cells.indices.contains(cell.index) ? record.cells[cell.index].outputs : []
    let printed = self.printed(outputs, of: cell)
    let id = cellID(cell).map { HTML.attribute("id", $0) } ?? ""
    var html = ""
    if printed.isEmpty {
      html = code(of: cell, id: id)
    } else {
      html = "<div class=cell\(id)>\n\(code(of: cell))\(printed)</div>\n"
    }
    let figure = figure(outputs, of: cell)
    if cell.options.fold, printed.isEmpty, !figure.isEmpty {
      return checks(outputs) + figure + html
    }
    return html + checks(outputs) + figure
  }

  /// The cell's own id, from a label that names no figure or table.
  private func cellID(_ cell: Cell) -> String? {
    guard let label = cell.options.label, outline.targets[label] == nil else { return nil }
    return label
  }

  /// The code, which folds to a summary with its title and its line in the chapter.
  private func code(of cell: Cell, id: String = "") -> String {
    let shown = cell.options.echo ? Self.shownCode(cell.code) : ""
    guard !shown.isEmpty else { return "" }
    let seconds = cost.flatMap { cost in
      cost.cellSeconds.indices.contains(cell.index) ? cost.cellSeconds[cell.index] : nil
    }
    let time = seconds.map { $0 >= 1 ? " · \(ElapsedTime(seconds: $0))" : "" } ?? ""
    let title = cell.options.title.map { "\(HTML.escape($0)) · " } ?? ""
    let kind = title.isEmpty ? "code" : "\"code titled\""
    return """
      <details class=\(kind)\(id)\(cell.options.fold ? "" : " open")>\
      <summary>\(title)line \(cell.fenceLine)\(time)</summary>\
      <pre><code>\(Highlighter.html(shown))</code></pre></details>

      """
  }

  /// The code without its `//| key: value` lines and the blank lines at its ends.
  static func shownCode(_ code: String) -> String {
    var lines = code.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { $0.hasPrefix(CellOptions.prefix) }
    func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }
    lines = lines.drop(while: isBlank)
    while let last = lines.last, isBlank(last) { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
