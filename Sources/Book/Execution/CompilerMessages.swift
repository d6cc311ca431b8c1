import Foundation

/// The compiler's output as diagnostics at the chapter's lines.
struct CompilerMessages {
  var errors: [Diagnostic] = []
  var warnings: [Diagnostic] = []

  /// - Parameters:
  ///   - output: the compiler's output.
  ///   - sources: the compiled sources. Snippets show their chapters' lines instead of the program's; those of notes
  ///     about a library's sources stay.
  init(_ output: String, sources: [Program.Source]) {
    var current: (isError: Bool, isGenerated: Bool, diagnostic: Diagnostic)?
    /// The source whose lines follow; nil for a file that is not the chapter's.
    var shown: Program.Source?
    func finish() {
      guard let (isError, isGenerated, found) = current else { return }
      var diagnostic = found
      current = nil
      diagnostic.details = diagnostic.details.trimmingCharacters(in: .newlines)
      if isError, !errors.contains(diagnostic) { errors.append(diagnostic) }
      if !isError, !isGenerated, !warnings.contains(diagnostic) { warnings.append(diagnostic) }
    }
    for text in output.split(separator: "\n", omittingEmptySubsequences: false) {
      if let head = Self.head(text, sources: sources) {
        finish()
        current = head
        shown = sources.first { $0.path == head.diagnostic.file }
      } else if let note = text.wholeMatch(of: #/(\S.*?)(:\d+:\d+: note: .*)/#) {
        let file = String(note.1)
        shown = sources.first { file.namesFile($0.compiledPath) }
        let path = shown?.path ?? URL(fileURLWithPath: file).shownPath
        current?.diagnostic.details += "\n\(path)\(note.2)"
      } else if current != nil {
        current?.diagnostic.details += "\n" + Self.chapterLine(text, of: shown)
      }
    }
    finish()
  }

  /// Tells whether a place is that of a call that the program has and the chapter has not: warnings about it are not
  /// the writer's.
  private static func isGenerated(_ source: Program.Source, _ line: Int, _ column: Int) -> Bool {
    func rest(_ text: String) -> String {
      let line = SourceText(text).line(line).utf8.dropFirst(column - 1)
      return String(decoding: line, as: UTF8.self)
    }
    let code = rest(source.text)
    return (code.hasPrefix("__") || code.hasPrefix("catch { __caught"))
      && code != rest(source.chapterText)
  }

  /// A line such as `Chapters/02-swiss-roll.md:9:11: error: …`.
  private static func head(
    _ text: Substring, sources: [Program.Source]
  ) -> (isError: Bool, isGenerated: Bool, diagnostic: Diagnostic)? {
    guard
      let match = text.wholeMatch(of: #/(.+?):(\d+):(\d+): (error|warning): (.*)/#),
      let source = sources.first(where: { String(match.1).namesFile($0.compiledPath) }),
      let line = Int(match.2), let column = Int(match.3)
    else { return nil }
    // The program has one line more than the chapter.
    let last = SourceText(source.chapterText).lineCount
    return (
      match.4 == "error", isGenerated(source, line, column),
      Diagnostic(
        file: source.path, line: min(line, last), column: line > last ? 1 : column,
        message: String(match.5))
    )
  }

  /// A line of a snippet, ` 9 | text`, with the chapter's text in place of the program's.
  private static func chapterLine(_ text: Substring, of source: Program.Source?) -> String {
    guard let source, let match = text.prefixMatch(of: #/\s*(\d+) \| /#), let line = Int(match.1)
    else { return String(text) }
    return text[..<match.range.upperBound] + SourceText(source.chapterText).line(line)
  }
}

extension Diagnostic {
  /// The message without file and line numbers, which change with the prose above, and without lines outside
  /// the cell's code and notes about other files.
  func withoutPlace(_ code: Range<Int>) -> String {
    var isOfCell = true
    let snippet = details.split(separator: "\n", omittingEmptySubsequences: false)
      .compactMap { line -> String? in
        if let note = line.wholeMatch(of: #/(\S.*?):\d+:\d+: note: .*/#) {
          isOfCell = String(note.1) == file
        }
        guard isOfCell else { return nil }
        guard let match = line.prefixMatch(of: #/(\s*)(\d+)(?= \| )/#), let number = Int(match.2)
        else { return String(line) }
        guard code.contains(number) else { return nil }
        return String(repeating: " ", count: match.0.count) + line[match.range.upperBound...]
      }
    return "error: \(message)" + (snippet.isEmpty ? "" : "\n" + snippet.joined(separator: "\n"))
  }
}
