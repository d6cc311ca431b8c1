import Yams

extension FrontMatter {
  private static let keys = ["title", "summary", "seed", "uses", "quick", "cover"]

  /// Reads the lines between the first line, `---`, and the next `---`.
  ///
  /// Nil if there is no front matter; all faults are added to `problems`.
  static func parse(_ text: SourceText, file: String, problems: inout [Diagnostic]) -> FrontMatter?
  {
    guard text.line(1) == "---",
      let end = (2..<max(2, text.lineCount + 1)).first(where: { text.line($0) == "---" })
    else {
      problems.append(
        Diagnostic(
          file: file, line: 1,
          message: "a chapter begins with front matter: “---”, lines like “title: …”, “---”"))
      return nil
    }
    let mapping: YAMLMapping
    do {
      let yaml = (2..<end).map(text.line).joined(separator: "\n")
      mapping = try YAMLMapping(yaml, file: file, firstLine: 2)
    } catch {
      problems.append(error)
      return nil
    }
    var result = FrontMatter(
      title: "", summary: "", seed: 0, seedLine: 2, uses: [], usesLine: 2, quick: [:], quickLine: 2,
      lastLine: end
    )
    for entry in mapping.entries {
      do {
        try result.take(entry, file: file)
      } catch {
        problems.append(error)
      }
    }
    if result.title.isEmpty, !mapping.entries.contains(where: { $0.key == "title" }) {
      problems.append(Diagnostic(file: file, line: 1, message: "the front matter has no title"))
    }
    return result
  }

  private mutating func take(_ entry: YAMLMapping.Entry, file: String) throws(Diagnostic) {
    switch entry.key {
    case "title": title = try entry.plainText(file: file)
    case "summary": summary = try entry.plainText(file: file)
    case "cover":
      cover = try entry.text(file: file)
      coverLine = entry.line
    case "seed":
      guard let number = entry.value.scalar.flatMap({ UInt64($0.string) }) else {
        throw entry.valueProblem("a seed is a whole number from 0 to 18446744073709551615", file)
      }
      seed = number
      seedLine = entry.line
    case "uses":
      guard let slugs = entry.value.sequence, slugs.allSatisfy({ $0.scalar != nil }) else {
        throw entry.valueProblem("“uses” is a list of chapters, [01-noise-and-gradients]", file)
      }
      usesLine = entry.line
      uses = slugs.compactMap { $0.scalar?.string }
    case "quick":
      guard let values = entry.value.mapping, values.allSatisfy({ $1.scalar != nil }) else {
        throw entry.valueProblem("“quick” holds lines like “epochs: 1”", file)
      }
      quickLine = entry.line
      for (name, value) in values { quick[name.scalar?.string ?? ""] = value.scalar?.string }
    default:
      throw Diagnostic(
        file: file, line: entry.line, column: entry.column,
        message: "unknown key “\(entry.key)”" + suggestion(for: entry.key, among: Self.keys))
    }
  }
}

extension YAMLMapping.Entry {
  /// The value as text.
  func text(file: String) throws(Diagnostic) -> String {
    guard let scalar = value.scalar else { throw valueProblem("“\(key)” is a text", file) }
    return scalar.string
  }

  /// The value as text that is shown as it is: in cards, in the browser's title, in search results.
  func plainText(file: String) throws(Diagnostic) -> String {
    let text = try text(file: file)
    // The word before keeps a dash or a number from beginning a list.
    let line = "x " + text.split(whereSeparator: \.isNewline).joined(separator: " ")
    var markup = line.firstMatch(of: #/\$\S(?:[^$]*\S)?\$(?![\w$])/#) == nil ? nil : "formulas"
    if line.contains(#/(?:^|[^\w\\])@(?:fig|tbl|eq|sec)-|\[-?@\w/#) { markup = "references" }
    Markdown.parse(line).walk { node in
      switch node.kind {
      case .code: markup = "code and formulas"
      case .emphasis, .strong, .strikethrough: markup = "emphasis"
      case .image: markup = "images"
      // A bare address is a link, too.
      case .link where line.contains("]"): markup = "links"
      default: break
      }
    }
    guard let markup else { return text }
    throw valueProblem("“\(key)” is plain text, without \(markup)", file)
  }

  /// The value as a Boolean.
  func bool(file: String) throws(Diagnostic) -> Bool {
    switch value.scalar?.string {
    case "true": return true
    case "false": return false
    default: throw valueProblem("“\(key)” is true or false", file)
    }
  }

  func valueProblem(_ message: String, _ file: String) -> Diagnostic {
    Diagnostic(file: file, line: valueLine, column: valueColumn, message: message)
  }
}
