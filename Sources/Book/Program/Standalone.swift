/// A chapter as one Swift file: cells as code, prose as comments.
struct Standalone {
  let chapter: Chapter
  let values: [ParameterValue]
  let used: [Chapter]
  /// The names of the files that it reads.
  let reads: [String]

  var text: String {
    var parts = [heading, "import Lesson\n\nlet seed: UInt64 = \(chapter.frontMatter.seed)"]
    for chapter in used {
      for cell in chapter.cells where cell.isExecuted && cell.options.export {
        parts.append("// From \(chapter.path)\n" + cell.code.trimmingNewlines)
      }
    }
    var line = chapter.frontMatter.lastLine + 1
    let text = chapter.text
    for cell in chapter.cells {
      parts.append(comment((line..<max(line, cell.fenceLine)).map(text.line)))
      parts.append(code(cell))
      line = cell.closingLine + 1
    }
    parts.append(comment((line..<max(line, text.lineCount + 1)).map(text.line)))
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var heading: String {
    let file = "\(chapter.slug).swift"
    let places =
      reads.isEmpty
      ? [] : ["", "It reads \(reads.joined(separator: ", ")): run it where these are."]
    return comment(
      [
        chapter.frontMatter.title, "", chapter.frontMatter.summary, "",
        "Made of \(chapter.compiledPath). To run it, in the folder of the package:", "",
        "  swift build --product Lesson",
        "  swiftc -O -swift-version 5 \(file) -o chapter -I .build/debug/Modules \\",
        "    -I Sources/CPNG -I Sources/CSystem/include \\",
        "    -L .build/debug -lLesson -Xlinker -rpath -Xlinker $PWD/.build/debug",
        "  ./chapter",
      ] + places)
  }

  private func code(_ cell: Cell) -> String {
    let code = cell.code.trimmingNewlines
    guard cell.isExecuted else { return comment(code.lines) }
    let syntax = chapter.syntax(of: cell)
    var edits = values.filter { $0.parameter.cell == cell.index }.map(\.edit)
    if let shown = ShownExpression(in: syntax.statements, call: "show"),
      let statement = syntax.statements.last
    {
      let start = statement.positionAfterSkippingLeadingTrivia.utf8Offset
      edits += [Edit(range: start..<start, text: "show("), shown.closing]
    }
    let executed = syntax.code.applying(edits).trimmingNewlines
    switch cell.options.error {
    case .compile:
      return comment(["This does not compile:"] + code.lines)
    case .trap:
      return comment(["This stops the program:"] + code.lines)
    case .throw:
      return "do {\n" + executed + "\n} catch {\n  print(\"threw: \\(error)\")\n}"
    case nil:
      return executed
    }
  }

  /// Lines as comments, without the empty ones at both ends.
  private func comment(_ lines: [String]) -> String {
    let text = lines.joined(separator: "\n").trimmingNewlines
    guard !text.isEmpty else { return "" }
    return text.lines.map { $0.isEmpty ? "//" : "// \($0)" }.joined(separator: "\n")
  }
}

extension String {
  fileprivate var lines: [String] {
    split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  fileprivate var trimmingNewlines: String {
    var text = Substring(self)
    while text.first == "\n" { text.removeFirst() }
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }
}
