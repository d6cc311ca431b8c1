/// A chapter's prose in the Markdown of notebooks: formulas between dollar signs, numbers from the run in
/// place of their expressions, references and citations as plain text.
struct NotebookProse {
  let chapter: Chapter
  let outline: Outline
  let bibliography: Bibliography
  /// The inline values of the run; nil without a run.
  let values: [String]?
  /// The ids of the works cited so far.
  private(set) var cited: [String] = []

  init(_ chapter: Chapter, bibliography: Bibliography, values: [String]?) {
    (self.chapter, self.bibliography, self.values) = (chapter, bibliography, values)
    outline = Outline(chapter)
  }

  /// The prose in a range of the chapter's lines.
  mutating func markdown(_ lines: Range<Int>) -> String {
    var result: [String] = []
    var passage: [String] = []
    var line = lines.lowerBound
    while line < lines.upperBound {
      let text = chapter.text.line(line)
      let fence = text.prefix { $0 == "`" }
      guard fence.count >= 3 else {
        passage.append(text)
        line += 1
        continue
      }
      result.append(inline(passage.joined(separator: "\n"), line: line - passage.count))
      passage = []
      let closing =
        (line + 1..<lines.upperBound).first { chapter.text.line($0).hasPrefix(fence) }
        ?? lines.upperBound - 1
      let body = (line + 1..<max(line + 1, closing)).map(chapter.text.line)
      if let formula = Labeled(mathInfo: text.trimming("`")) {
        result.append(displayed(body, label: formula.label))
      } else {
        result.append((line...closing).map(chapter.text.line).joined(separator: "\n"))
      }
      line = closing + 1
    }
    result.append(inline(passage.joined(separator: "\n"), line: line - passage.count))
    return result.joined(separator: "\n").trimming("\n")
  }

  private func displayed(_ body: [String], label: String?) -> String {
    let number = label.flatMap { outline.targets[$0]?.number }
    let tag = number.map { "\\tag{\($0)}\n" } ?? ""
    return "$$\n\(body.joined(separator: "\n"))\n\(tag)$$"
  }

  /// Converts text without fences that begins on this line of the chapter.
  mutating func inline(_ text: String, line: Int) -> String {
    var result = ""
    var rest = text[...]
    var line = line
    while let match = rest.firstMatch(of: #/(?<ticks>`+)(?<content>[^`]+)(?<closing>`+)/#) {
      let before = rest[..<match.range.lowerBound]
      let after = rest[match.range.upperBound...]
      line += before.count { $0 == "\n" }
      if match.ticks == "`", before.hasSuffix("$"), after.hasPrefix("$") {
        result += plain(before.dropLast()) + "$\(match.content)$"
        rest = after.dropFirst()
      } else {
        let expression = InlineValue.expression(of: String(match.content))
        let value = expression.map { self.value($0, line: line) }
        result += plain(before) + (value ?? String(match.output.0))
        rest = after
      }
      line += match.content.count { $0 == "\n" }
    }
    return result + plain(rest)
  }

  private func value(_ expression: String, line: Int) -> String {
    let index = chapter.inlineValues.first { $0.line == line && $0.expression == expression }?.index
    guard let values, let index, values.indices.contains(index) else { return "`\(expression)`" }
    return values[index]
  }

  /// Converts text without code: mentions become plain text, callouts and headings plain Markdown.
  private mutating func plain(_ text: Substring) -> String {
    var result = ""
    var rest = text
    while let match = rest.firstMatch(of: PageWriter.mention) {
      result += rest[..<match.range.lowerBound] + (match.before ?? "")
      if let group = match.group {
        let works = group.split(separator: ";").map { $0.trimming(" @") }
        result += "(" + works.map { citation($0, inSentence: false) }.joined(separator: "; ") + ")"
      } else if let label = match.label {
        result += outline.targets[String(label)]?.name ?? String(label)
      } else if let work = match.work {
        result += citation(String(work), inSentence: true)
      }
      rest = rest[match.range.upperBound...]
    }
    return (result + rest)
      .replacing(#/(?m)^> \[!(\w+)\][ ]*$/#) { "> **\($0.1.capitalized)**\n>" }
      .replacing(#/(?m)^(#+ .*?) \{#[A-Za-z0-9_\-]+\}$/#) { $0.1 }
  }

  private mutating func citation(_ id: String, inSentence: Bool) -> String {
    guard let work = bibliography[id] else { return id }
    if !cited.contains(id) { cited.append(id) }
    return bibliography.citation(of: work, inSentence: inSentence)
  }

  /// The works cited so far, as a list.
  func references() -> String {
    bibliography.works(of: cited).map { work in
      let title = work.url.map { "[\(work.title)](\($0))" } ?? work.title
      let venue = work.venue.map { " *\($0)*." } ?? ""
      return "- \(bibliography.citation(of: work, inSentence: true)). \(title).\(venue)"
    }.joined(separator: "\n")
  }
}
