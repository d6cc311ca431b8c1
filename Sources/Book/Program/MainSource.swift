import SwiftSyntax

/// Writes `main.swift`: the cells, the inline values, and the front matter's seed at their own lines, and
/// between them the calls that report the run's progress.
struct MainSource {
  let chapter: Chapter
  let values: [ParameterValue]
  /// The inline values that wait for the end of the chapter, by index.
  let lateInlineValues: Set<Int>
  /// The part that is written; nil for all of it.
  var selection: Selection?

  /// The whole program, or the program up to and including a cell that must not compile.
  func source(upTo end: Cell? = nil) -> Program.Source {
    let lineCount = chapter.text.lineCount
    var page = AlignedText(lineCount: lineCount + 1)
    let frontMatter = chapter.frontMatter
    page.append("#sourceLocation(file: \(literal(chapter.compiledPath)), line: 2)", line: 1)
    page.append("import Lesson;", line: 2)
    page.append("let seed: UInt64 = \(frontMatter.seed)", line: frontMatter.seedLine)
    for cell in chapter.cells where cell.isExecuted {
      if let end, cell.index > end.index { break }
      guard cell.options.error != .compile || cell.index == end?.index else { continue }
      if let selection, !selection.includes(.cell(cell.index)) { continue }
      let syntax = chapter.syntax(of: cell)
      write(cell, syntax, on: &page)
      // A cell that does not parse might swallow the rest: the program ends here, so that the compiler's
      // message is about this cell.
      guard !syntax.tree.hasError else { return finish(page, lineCount: lineCount) }
    }
    for value in chapter.inlineValues {
      let isLate = lateInlineValues.contains(value.index)
      if let end, end.fenceLine < value.line || isLate { continue }
      if let selection, !selection.includes(.inlineValue(value.index)) { continue }
      write(value, isLate: isLate, on: &page)
    }
    return finish(page, lineCount: lineCount)
  }

  private func finish(_ page: AlignedText, lineCount: Int) -> Program.Source {
    var page = page
    page.append("__finished()", line: lineCount + 1)
    return Program.Source(
      name: "main.swift", text: page.text, path: chapter.path, chapterText: chapter.source,
      compiledPath: chapter.compiledPath)
  }

  private func write(_ cell: Cell, _ syntax: CellSyntax, on page: inout AlignedText) {
    let omissions = selection?.omissions(.cell(cell.index), of: syntax.code) ?? []
    // A cell that is written in part provides its declarations and shows nothing.
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

  private func write(_ value: InlineValue, isLate: Bool, on page: inout AlignedText) {
    // The call is as long as the "`{swift} " that it replaces.
    let call = (isLate ? "__l" : "__v") + "(\(value.index),"
    let padding = String(
      repeating: " ", count: max(1, 1 + InlineValue.marker.count + 1 - call.count))
    page.write("\(call)\(padding)\(value.expression));", line: value.line, column: value.column)
  }
}

extension Program.Source {
  /// The declarations that a chapter exports, at their own lines.
  ///
  /// - Parameter selection: the part that is written; nil for all of them.
  init(exportsOf chapter: Chapter, selection: Selection? = nil) {
    var page = AlignedText(lineCount: chapter.text.lineCount)
    page.append("#sourceLocation(file: \(literal(chapter.compiledPath)), line: 2)", line: 1)
    page.append("import Lesson", line: 2)
    for cell in chapter.cells where cell.isExecuted && cell.options.export {
      let place = TopLevelItem.Place.export(of: chapter.slug, cell: cell.index)
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
      chapterText: chapter.source, compiledPath: chapter.compiledPath)
  }
}

/// A text as a Swift string literal on one line.
func literal(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\\", "\"": escaped += "\\\(scalar)"
    case "\n": escaped += "\\n"
    case "\r": escaped += "\\r"
    case "\t": escaped += "\\t"
    case "\0"..."\u{1F}", "\u{7F}": escaped += "\\u{\(String(scalar.value, radix: 16))}"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return "\"\(escaped)\""
}
