import SwiftSyntax

/// Writes a chapter's part of a page's module, at the chapter's own lines: declarations as they are, and each live
/// figure's cell as a function that returns the figure.
struct LiveSource {
  let chapter: Chapter
  let values: [ParameterValue]
  let selection: Selection
  let hasSeed: Bool

  /// The call of a live figure's function.
  static func function(ofCell cell: Int) -> String { "__live\(cell)()" }

  func source() -> Program.Source {
    var page = AlignedText(lineCount: chapter.text.lineCount)
    page.append("#sourceLocation(file: \(literal(chapter.compiledPath)), line: 2)", line: 1)
    page.append("import Lesson;", line: 2)
    let frontMatter = chapter.frontMatter
    if hasSeed {
      page.append("let seed: UInt64 = \(frontMatter.seed)", line: frontMatter.seedLine)
    }
    for cell in chapter.cells where cell.isExecuted && selection.includes(.cell(cell.index)) {
      write(cell, on: &page)
    }
    return Program.Source(
      name: chapter.slug + "-live.swift", text: page.text, path: chapter.path,
      chapterText: chapter.source, compiledPath: chapter.compiledPath)
  }

  private func write(_ cell: Cell, on page: inout AlignedText) {
    let syntax = chapter.syntax(of: cell)
    var edits = values.filter { $0.parameter.cell == cell.index }.map(\.edit)
    edits += selection.omissions(.cell(cell.index), of: syntax.code)
    if cell.options.live {
      page.append("func \(Self.function(ofCell: cell.index)) -> Live {", line: cell.fenceLine)
      page.append("}", line: cell.closingLine)
      if let last = syntax.statements.last, case .expr = last.item {
        let start = last.positionAfterSkippingLeadingTrivia.utf8Offset
        edits.append(Edit(range: start..<start, text: "return "))
      }
      edits += recordedClosures(in: syntax)
    }
    let lines = syntax.code.applying(edits).split(separator: "\n", omittingEmptySubsequences: false)
    for (offset, line) in lines.enumerated() where cell.fenceLine + 1 + offset < cell.closingLine {
      page.append(String(line), line: cell.fenceLine + 1 + offset)
    }
  }

  /// The edits that leave out the closures of `inputs.recorded`, and move no line.
  private func recordedClosures(in syntax: CellSyntax) -> [Edit] {
    let visitor = RecordedCalls(viewMode: .sourceAccurate)
    visitor.walk(syntax.tree)
    let code = Array(syntax.code.utf8)
    return visitor.calls.compactMap { call in
      guard let closure = call.recordedClosure else { return nil }
      let start =
        call.leftParen == nil
        ? call.calledExpression.endPositionBeforeTrailingTrivia
        : closure.positionAfterSkippingLeadingTrivia
      let range = start.utf8Offset..<closure.endPositionBeforeTrailingTrivia.utf8Offset
      let breaks = code[range].filter { $0 == UInt8(ascii: "\n") }
      let text = call.leftParen == nil ? "()" : ""
      return Edit(range: range, text: text + String(decoding: breaks, as: UTF8.self))
    }
  }
}

private final class RecordedCalls: SyntaxVisitor {
  private(set) var calls: [FunctionCallExprSyntax] = []

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    guard node.recordedClosure != nil else { return .visitChildren }
    calls.append(node)
    return .skipChildren
  }
}
