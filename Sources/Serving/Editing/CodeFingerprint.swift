import Book

/// The source text of everything that a chapter's program is made of, and the files that changed since it was read
/// first: where two fingerprints are equal,
/// nothing needs to run again. (Where they differ, the program's hash ignores differences in layout.)
struct CodeFingerprint: Equatable, Sendable {
  private var parts: [String]
  /// The hashes of the files beside the chapter that have changed since the session began, by name.
  let files: [String: String]

  init(_ chapter: Chapter, in book: Book, files: [String: String] = [:]) {
    self.files = files
    parts = Self.code(of: chapter)
    parts += chapter.inlineValues.map(\.expression)
    parts.append("\(chapter.frontMatter.seed)")
    var seen: Set<String> = []
    func add(_ slugs: [String]) {
      for slug in slugs where seen.insert(slug).inserted {
        guard let used = book.chapter(slug: slug) else { continue }
        parts += Self.code(of: used, exportsOnly: true)
        add(used.frontMatter.uses)
      }
    }
    add(chapter.frontMatter.uses)
  }

  private static func code(of chapter: Chapter, exportsOnly: Bool = false) -> [String] {
    [chapter.slug] + chapter.cells.filter { !exportsOnly || $0.options.export }.map(\.code)
  }
}
