extension Cell {
  /// The fenced code blocks of a document that are marked `swift`, in order.
  static func all(
    in document: Markdown.Node, text: SourceText, file: String, problems: inout [Diagnostic]
  ) -> [Cell] {
    SilentMarkup.report(in: document, text: text, file: file, problems: &problems)
    var cells: [Cell] = []
    var labels: [String: Int] = [:]
    collect(document, quoted: false) { node, quoted in
      let problem = { (message: String) in
        Diagnostic(file: file, line: node.startLine, column: node.startColumn, message: message)
      }
      if quoted { return problems.append(problem("a cell cannot stand in a quotation")) }
      guard Fence.begins(text.line(node.endLine)), node.endLine > node.startLine else {
        return problems.append(problem("this cell is never closed: “```” is missing"))
      }
      let options = CellOptions.parse(
        node.literal, file: file, firstLine: node.startLine + 1, indent: node.startColumn - 1,
        problems: &problems)
      if let label = options.label {
        if let first = labels[label.text.lowercased()] {
          let isSame = cells.contains { $0.options.label == label.text }
          problems.append(
            Diagnostic(
              file: file, line: label.line, column: label.column,
              message: "the label “\(label.text)” "
                + (isSame
                  ? "is already that of the cell in line \(first)"
                  : "differs only by case from that of the cell in line \(first): rename one")))
        }
        labels[label.text.lowercased()] = node.startLine
      }
      cells.append(
        Cell(
          index: cells.count, fenceLine: node.startLine, closingLine: node.endLine,
          code: node.literal, options: options.options))
    }
    return cells
  }

  /// Tells whether a code block with this info string is executed.
  public static func isCell(info: String) -> Bool {
    Fence.language(of: info) == "swift" && !info.hasPrefix("{.")
  }

  private static func collect(
    _ node: Markdown.Node, quoted: Bool, _ visit: (Markdown.Node, Bool) -> Void
  ) {
    if case .codeBlock(let info) = node.kind, isCell(info: info) { visit(node, quoted) }
    let quoted = quoted || node.kind == .blockQuote
    for child in node.children { collect(child, quoted: quoted, visit) }
  }
}
