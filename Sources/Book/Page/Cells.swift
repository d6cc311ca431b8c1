extension PageWriter {
  /// A cell: its code, what it printed below in the same frame, its figure below both.
  func cell(_ cell: Cell) -> String {
    guard cell.options.include else { return "" }
    let outputs =
      record.cells.indices.contains(cell.index) ? record.cells[cell.index].outputs : []
    let code = cell.options.echo ? self.code(of: cell) : ""
    let printed = self.printed(outputs, of: cell)
    let frame = code + printed
    var html = ""
    if !frame.isEmpty {
      let name = cellID(cell).map { " id=\"\(HTML.escape($0))\"" } ?? ""
      html += "<div class=\"cell\"\(name)>\n\(frame)</div>\n"
    }
    return html + checks(outputs) + figure(outputs, of: cell)
  }

  /// A label that names no figure or table names the cell itself.
  private func cellID(_ cell: Cell) -> String? {
    guard let label = cell.options.label, outline.targets[label] == nil else { return nil }
    return label
  }

  private func code(of cell: Cell) -> String {
    let shown = Self.shownCode(cell.code)
    guard !shown.isEmpty else { return "" }
    let seconds = cost.flatMap { cost in
      cost.cellSeconds.indices.contains(cell.index) ? cost.cellSeconds[cell.index] : nil
    }
    let time = seconds.map { $0 >= 1 ? " · \(ElapsedTime(seconds: $0))" : "" } ?? ""
    let place = "<span class=\"place\">line \(cell.fenceLine)\(time)</span>"
    let code = """
      <div class="code"\(cell.options.eval ? "" : " data-unexecuted")>\(place)\
      <pre><code>\(Highlighter.html(shown))</code></pre></div>

      """
    guard cell.options.fold else { return code }
    return "<details class=\"fold\"><summary>Code</summary>\n\(code)</details>\n"
  }

  /// The code without its `//| key: value` lines and the blank lines at its ends.
  static func shownCode(_ code: String) -> String {
    var lines = code.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { $0.hasPrefix("//|") }
    func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }
    lines = lines.drop(while: isBlank)
    while let last = lines.last, isBlank(last) { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
