/// The chapter as one Swift file to download: the cells of the program, and the prose between them as
/// comments.
enum Listing {
  /// - Parameter program: the chapter's program, line N of it line N of the chapter.
  static func swift(of chapter: Chapter, program: String) -> String {
    let prose = chapter.source.split(separator: "\n", omittingEmptySubsequences: false)
    let code = program.split(separator: "\n", omittingEmptySubsequences: false)
    return code.enumerated().map { index, line in
      let isBlank = line.allSatisfy(\.isWhitespace)
      guard isBlank, prose.indices.contains(index), !prose[index].isEmpty else { return line }
      return "// " + prose[index]
    }.joined(separator: "\n")
  }
}
