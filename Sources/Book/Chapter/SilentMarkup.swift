/// Markup that Markdown shows as text or not at all though its author meant a cell, an inline value or a formula.
enum SilentMarkup {
  static func report(
    in document: Markdown.Node, text: SourceText, file: String, problems: inout [Diagnostic]
  ) {
    document.walk { node in
      func report(_ message: String, line: Int, column: Int = 1) {
        problems.append(Diagnostic(file: file, line: line, column: column, message: message))
      }
      switch node.kind {
      case .htmlBlock: markdown(in: node, report)
      case .codeBlock(let info): codeBlock(node, info: info, text: text, report)
      case .text:
        guard let range = node.literal.range(of: "`\(InlineValue.marker)") else { return }
        let before = node.literal[..<range.lowerBound].utf8.count
        report(
          "this inline value has no closing backquote; within a table, write \\| for a bar",
          line: node.startLine, column: node.startColumn + before)
      default: break
      }
    }
  }

  /// Reports code within HTML, which reaches to the next blank line.
  private static func markdown(
    in block: Markdown.Node, _ report: (_ message: String, _ line: Int, _ column: Int) -> Void
  ) {
    // These end with their own closing tag and hold anything.
    guard block.literal.prefixMatch(of: #/\s*(?i:<(script|pre|style|textarea)\b|<!|<\?)/#) == nil
    else { return }
    let shown = block.literal.replacing(#/(?s)<!--.*?-->/#) { match in
      String(match.output.filter(\.isNewline))
    }
    let lines = shown.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let isFence = Fence.begins(line)
      let hasCode = line.contains("`\(InlineValue.marker)") || line.contains("$`")
      guard isFence || hasCode else { continue }
      report(
        "this is HTML up to the next blank line, so that \(isFence ? "the fence" : "the code") is only "
          + "text: put a blank line before it", block.startLine + index, 1)
      return
    }
  }

  private static func codeBlock(
    _ block: Markdown.Node, info: String, text: SourceText,
    _ report: (_ message: String, _ line: Int, _ column: Int) -> Void
  ) {
    let attributes = Fence.attributes(of: info)
    if Cell.isCell(info: info), !attributes.isEmpty {
      report(
        "options stand in the first lines of a cell, as in “//| echo: false”, not in “\(info)”",
        block.startLine, block.startColumn)
    }
    let opening = text.line(block.startLine).drop { " \t>-*+0123456789.)".contains($0) }
    let lines = block.literal.split(separator: "\n", omittingEmptySubsequences: false)
    // A block without a fence begins with its own first line.
    guard info.isEmpty, let first = lines.first, opening == first.drop(while: \.isWhitespace)
    else { return }
    for (index, line) in lines.enumerated() where Fence.begins(line) {
      let info = line.drop { " \t`~".contains($0) }
      guard Cell.isCell(info: String(info)) else { continue }
      report(
        "this cell is indented by four spaces or more, which makes it a text: indent it less",
        block.startLine + index, 1)
      return
    }
  }
}
