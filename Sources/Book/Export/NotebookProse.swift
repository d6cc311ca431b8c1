/// A chapter's prose in the Markdown of notebooks: formulas between dollar signs, numbers from the run in
/// place of their expressions, references and citations as plain text.
struct NotebookProse {
  let chapter: Chapter
  let outline: Outline
  let bibliography: Bibliography
  private let layout: NotebookLayout
  /// The inline values of the run; nil without a run.
  let values: [String]?
  /// The ids of the works cited so far.
  private(set) var cited: [String] = []
  /// True where HTML is text, as in captions.
  private var escapesMarkup = false

  init(_ chapter: Chapter, bibliography: Bibliography, values: [String]?) {
    (self.chapter, self.bibliography, self.values) = (chapter, bibliography, values)
    outline = Outline(chapter)
    layout = NotebookLayout(chapter.document)
  }

  /// The prose in a range of the chapter's lines.
  mutating func markdown(_ lines: Range<Int>) -> String {
    var result: [String] = []
    var passage: [String] = []
    var line = lines.lowerBound
    func flush(_ prose: inout NotebookProse) {
      guard !passage.isEmpty else { return }
      result.append(prose.inline(passage.joined(separator: "\n"), line: line - passage.count))
      passage = []
    }
    while line < lines.upperBound {
      guard let block = layout.blocks[line] else {
        passage.append(chapter.text.line(line))
        line += 1
        continue
      }
      flush(&self)
      let end = max(line, min(block.endLine, lines.upperBound - 1))
      let source = (line...end).map(chapter.text.line)
      if case .codeBlock(let info) = block.kind {
        let formula = Labeled(mathInfo: info)
        result.append(
          formula.map { displayed(source, label: $0.label) } ?? source.joined(separator: "\n"))
      } else {
        // In HTML a backslash does not escape.
        result.append(source.joined(separator: "\n").replacing("$", with: "&#36;"))
      }
      line = end + 1
    }
    flush(&self)
    return result.joined(separator: "\n").trimming("\n")
  }

  /// A formula of its own, indented or quoted as its fence is.
  private func displayed(_ source: [String], label: String?) -> String {
    let number = label.flatMap { outline.targets[$0]?.number }
    func margin(_ line: String) -> String { String(line.prefix { $0 != "`" && $0 != "~" }) }
    let closing = margin(source[source.count - 1])
    let tag = number.map { ["\(closing)\\tag{\($0)}"] } ?? []
    let body = source.dropFirst().dropLast()
    return (["\(margin(source[0]))$$"] + body + tag + ["\(closing)$$"]).joined(separator: "\n")
  }

  /// Converts the caption of the cell that begins on this line.
  mutating func caption(_ text: String, line: Int) -> String {
    escapesMarkup = true
    defer { escapesMarkup = false }
    return inline(text, line: line)
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
      let isInTable = layout.tableLines.contains(line)
      if match.ticks == "`", before.hasSuffix("$"), !before.hasSuffix("\\$"), after.hasPrefix("$") {
        result += plain(before.dropLast())
        result += "$\(isInTable ? Self.bars(match.content) : String(match.content))$"
        rest = after.dropFirst()
      } else {
        let content = String(match.content).replacing("\\|", with: isInTable ? "|" : "\\|")
        let value = InlineValue.expression(of: content).flatMap { self.value($0, line: line) }
        result += plain(before) + (value ?? shown(match.content) ?? String(match.output.0))
        rest = after
      }
      line += match.content.count { $0 == "\n" }
    }
    return result + plain(rest)
  }

  /// A formula from a table, where `\|` stands for a bar, with its bars as commands: a notebook takes `\|` for the
  /// double bar, or ends the cell at a bar.
  private static func bars(_ tex: Substring) -> String {
    String(tex).replacing("\\|", with: "|").replacing("\\|", with: "\\Vert ")
      .replacing("|", with: "\\vert ")
  }

  /// A value of the run; nil without one.
  private func value(_ expression: String, line: Int) -> String? {
    let index = chapter.inlineValues.first { $0.line == line && $0.expression == expression }?.index
    guard let values, let index, values.indices.contains(index) else { return nil }
    return NotebookText.escaped(values[index])
  }

  /// The expression of an inline value as code; nil for other code.
  private func shown(_ code: Substring) -> String? {
    InlineValue.expression(of: String(code)).map { "`\($0)`" }
  }

  /// Converts text without code: mentions become plain text, callouts and headings plain Markdown.
  private mutating func plain(_ text: Substring) -> String {
    var result = ""
    let isWork = { [bibliography] in bibliography[$0] != nil }
    for piece in Mention.pieces(of: text, isSource: true, isWork: isWork) {
      switch piece {
      case .text(let text):
        let markdown = NotebookText.withoutFormulas(text)
        result += escapesMarkup ? NotebookText.withoutMarkup(markdown) : markdown
      case .mention(let mention): result += words(of: mention)
      }
    }
    return
      result.replacing(#/(?m)^> \[!(\w+)\][ ]*$/#) { "> **\($0.1.capitalized)**\n>" }
      .replacing(#/(?m)^(#+ .*?) \{#[A-Za-z0-9_\-]+\}$/#) { $0.1 }
  }

  private mutating func words(of mention: Mention) -> String {
    let parts = mention.parts.map { part -> String in
      switch part.target {
      case .label(let label):
        guard let target = outline.targets[label] else { return NotebookText.escaped(label) }
        return NotebookText.escaped(part.isShort ? target.shortName : target.name)
      case .work(let id):
        let form: Bibliography.Form = part.isShort ? .year : mention.isGroup ? .group : .sentence
        let citation = citation(id, form)
        return form == .year && !mention.isGroup ? "(\(citation))" : citation
      case .unknown(let text): return NotebookText.escaped(text)
      }
    }.joined(separator: mention.hasWorks ? "; " : ", ")
    return mention.isGroup && mention.hasWorks ? "(\(parts))" : parts
  }

  private mutating func citation(_ id: String, _ form: Bibliography.Form) -> String {
    guard let work = bibliography[id] else { return NotebookText.escaped(id) }
    if !cited.contains(id) { cited.append(id) }
    return NotebookText.escaped(bibliography.citation(of: work, form))
  }

  /// The works cited so far, as a list.
  func references() -> String {
    bibliography.works(of: cited).map { work in
      let title = NotebookText.escaped(work.title)
      let linked = work.url.map { "[\(title)](\(NotebookText.destination($0)))" } ?? title
      let venue = work.venue.map { " *\(NotebookText.escaped($0))*." } ?? ""
      let citation = NotebookText.escaped(bibliography.citation(of: work, .sentence))
      return "- \(citation). \(linked).\(venue)"
    }.joined(separator: "\n")
  }
}
