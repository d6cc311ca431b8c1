import SwiftSyntax

/// Writes `main.swift`: the cells, the inline values and the front matter's seed at their own lines,
/// and between them the calls by which the run says where it is.
struct MainSource {
  let chapter: Chapter
  let values: [ParameterValue]
  /// What of it is written; all of it where nil.
  var selection: Selection?

  /// The whole program; or, for a cell that must not compile, the program up to and with that cell.
  func source(upTo end: Cell? = nil) -> Program.Source {
    let lineCount = chapter.text.lineCount
    var page = AlignedText(lineCount: lineCount + 1)
    let frontMatter = chapter.frontMatter
    page.append("#sourceLocation(file: \(literal(chapter.path)), line: 2)", line: 1)
    page.append("import Lesson;", line: 2)
    page.append("let seed: UInt64 = \(frontMatter.seed)", line: frontMatter.seedLine)
    for cell in chapter.cells where cell.isExecuted {
      if let end, cell.index > end.index { break }
      guard cell.options.error != .compile || cell.index == end?.index else { continue }
      if let selection, !selection.includes(.cell(cell.index)) { continue }
      let syntax = chapter.syntax(of: cell)
      write(cell, syntax, on: &page)
      // A cell that does not parse might swallow the rest: what follows is left out, so that the
      // compiler speaks of this cell.
      guard !syntax.tree.hasError else { return finish(page, lineCount: lineCount) }
    }
    let computed = ComputedValues(chapter)
    for value in chapter.inlineValues {
      if let end, end.fenceLine < value.line || computed.isAhead(value) { continue }
      if let selection, !selection.includes(.inlineValue(value.index)) { continue }
      write(value, isAhead: computed.isAhead(value), on: &page)
    }
    return finish(page, lineCount: lineCount)
  }

  private func finish(_ page: AlignedText, lineCount: Int) -> Program.Source {
    var page = page
    page.append("__finished()", line: lineCount + 1)
    return Program.Source(
      name: "main.swift", text: page.text, path: chapter.path, chapterText: chapter.source)
  }

  private func write(_ cell: Cell, _ syntax: CellSyntax, on page: inout AlignedText) {
    let omissions = selection?.omissions(.cell(cell.index), of: syntax.code) ?? []
    // A cell that is left out in part is there for what it defines, not for what it shows.
    let shown =
      omissions.isEmpty ? ShownExpression(in: syntax.statements, call: "__show") : nil
    var opening = "__cell(\(cell.index));"
    var closing = ""
    switch cell.options.error {
    case .throw: (opening, closing) = (opening + "do {", "} catch { __caught(error) }")
    case .trap: (opening, closing) = (opening + "if __trial() {", "__trialEnd() }")
    case .compile, nil: break
    }
    if let shown, shown.opening == nil { opening += "__show(" }
    var edits = values.filter { $0.parameter.cell == cell.index }.map(\.edit)
    if let shown { edits += [shown.opening, shown.closing].compactMap { $0 } }
    edits += omissions
    page.append(opening, line: cell.fenceLine)
    let lines = syntax.code.applying(edits).split(separator: "\n", omittingEmptySubsequences: false)
    for (offset, line) in lines.enumerated() where cell.fenceLine + 1 + offset < cell.closingLine {
      page.append(String(line), line: cell.fenceLine + 1 + offset)
    }
    page.append(closing, line: cell.closingLine)
  }

  private func write(_ value: InlineValue, isAhead: Bool, on page: inout AlignedText) {
    // The call is as long as "`{swift} ", which it takes the place of.
    let call = (isAhead ? "__l" : "__v") + "(\(value.index),"
    let padding = String(
      repeating: " ", count: max(1, 1 + InlineValue.marker.count + 1 - call.count))
    page.write("\(call)\(padding)\(value.expression));", line: value.line, column: value.column)
  }
}

extension Program.Source {
  /// The declarations that a chapter exports, at their own lines.
  ///
  /// - Parameter selection: what of them is written; all where nil.
  init(exportsOf chapter: Chapter, selection: Selection? = nil) {
    var page = AlignedText(lineCount: chapter.text.lineCount)
    page.append("#sourceLocation(file: \(literal(chapter.path)), line: 2)", line: 1)
    page.append("import Lesson", line: 2)
    for cell in chapter.cells where cell.isExecuted && cell.options.export {
      let place = ProgramUnit.Place.export(of: chapter.slug, cell: cell.index)
      if let selection, !selection.includes(place) { continue }
      let code = chapter.syntax(of: cell).code
      let lines = code.applying(selection?.omissions(place, of: code) ?? [])
        .split(separator: "\n", omittingEmptySubsequences: false)
      for (offset, line) in lines.enumerated() {
        page.append(String(line), line: cell.fenceLine + 1 + offset)
      }
    }
    self.init(
      name: chapter.slug + ".swift", text: page.text, path: chapter.path,
      chapterText: chapter.source)
  }
}

/// A text as a Swift string literal.
func literal(_ text: String) -> String {
  let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  return "\"\(escaped)\""
}
