import Foundation

extension CellOptions {
  /// The names of the options.
  private enum Key: String, CaseIterable {
    case label, caption, alt, fold, title, echo, include, eval, export, parameters, live, error
  }
  static let prefix = "//|"
  /// The most characters of a label.
  private static let labelLimit = 100

  /// A cell's label and its place.
  struct Label {
    var text: String
    var line: Int
    var column: Int
  }

  /// The number of option lines at the beginning of a cell's code.
  public static func lineCount(in code: String) -> Int {
    code.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { $0.hasPrefix(prefix) }.count
  }

  /// Reads the `//| key: value` lines at the beginning of `code`, whose first line is `firstLine`.
  static func parse(
    _ code: String, file: String, firstLine: Int, indent: Int, problems: inout [Diagnostic]
  ) -> (options: CellOptions, label: Label?) {
    var options = CellOptions()
    var label: Label?
    // One space belongs to the comment; YAML's own indentation follows it.
    let yaml = code.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix(lineCount(in: code)).map { line in
        let rest = line.dropFirst(prefix.count)
        return rest.first == " " ? rest.dropFirst() : rest
      }.joined(separator: "\n")
    let mapping: YAMLMapping
    do {
      mapping = try YAMLMapping(
        yaml, file: file, firstLine: firstLine, indent: indent + prefix.count + 1)
    } catch {
      problems.append(error)
      return (options, nil)
    }
    for entry in mapping.entries {
      do {
        try options.take(entry, file: file)
      } catch {
        problems.append(error)
      }
      if entry.key == "label", let text = options.label {
        label = Label(text: text, line: entry.valueLine, column: entry.valueColumn)
      }
    }
    if let label, label.text.hasPrefix("fig-"), options.eval, options.alt?.isEmpty ?? true {
      problems.append(
        Diagnostic(
          file: file, line: label.line, column: label.column,
          message: "the figure “\(label.text)” has no alt: say in words what it shows"))
    }
    return (options, label)
  }

  private mutating func take(_ entry: YAMLMapping.Entry, file: String) throws(Diagnostic) {
    guard let key = Key(rawValue: entry.key) else {
      throw Diagnostic(
        file: file, line: entry.line, column: entry.column,
        message: "unknown option “\(entry.key)”"
          + suggestion(for: entry.key, among: Key.allCases.map(\.rawValue)))
    }
    switch key {
    case .label:
      let text = try entry.text(file: file)
      guard text.wholeMatch(of: #/[A-Za-z][A-Za-z0-9-]*/#) != nil else {
        throw entry.valueProblem("a label is made of letters, digits and hyphens: fig-loss", file)
      }
      guard text.utf8.count <= Self.labelLimit else {
        throw entry.valueProblem(
          "a label names a file: it has at most \(Self.labelLimit) characters, and this one has "
            + "\(text.utf8.count)", file)
      }
      label = text
    case .caption: caption = try entry.text(file: file)
    case .alt: alt = try entry.text(file: file)
    case .fold: fold = try entry.bool(file: file)
    case .title:
      let text = try entry.text(file: file)
      guard !text.isEmpty, text.utf8.count <= Self.labelLimit else {
        throw entry.valueProblem(
          "a title has from 1 to \(Self.labelLimit) characters: Training loop", file)
      }
      (title, fold) = (text, true)
    case .echo: echo = try entry.bool(file: file)
    case .include: include = try entry.bool(file: file)
    case .eval: eval = try entry.bool(file: file)
    case .export: export = try entry.bool(file: file)
    case .parameters: parameters = try entry.bool(file: file)
    case .live: live = try entry.bool(file: file)
    case .error:
      guard let failure = entry.value.scalar.flatMap({ ExpectedFailure(rawValue: $0.string) })
      else {
        throw entry.valueProblem("“error” is compile, trap or throw", file)
      }
      error = failure
    }
  }
}
