import Foundation

/// Puts runs into the site: records, figures and pages, all of them or none.
public struct Publication {
  let book: Book
  let bibliography: Bibliography
  let symbols: Symbols
  let output: URL
  let mathematics: Mathematics?

  /// - Parameter mathematics: what sets the formulas, with those that it remembers; a new one where nil.
  public init(
    book: Book, bibliography: Bibliography, symbols: Symbols = Symbols(), output: URL,
    mathematics: Mathematics? = nil
  ) {
    (self.book, self.bibliography, self.symbols) = (book, bibliography, symbols)
    (self.output, self.mathematics) = (output, mathematics)
  }

  /// Writes each run's record and files, then the pages, into a copy of the site that takes its place
  /// at the end. On any error the site stays as it was. A page whose record belongs to other cells than
  /// the chapter has now stays as it is, since no figure may stand below a cell that did not make it.
  ///
  /// - Returns: the chapters whose pages stayed, for want of a new run.
  @discardableResult
  public func publish(_ runs: [(chapter: Chapter, run: Run)]) throws -> [Chapter] {
    let staging = try Staging(of: output)
    do {
      for (chapter, run) in runs {
        try run.write(staging.folder.appending(path: chapter.slug, directoryHint: .isDirectory))
      }
      let site = try Site(
        book: book, bibliography: bibliography, symbols: symbols, mathematics: mathematics)
      let stale = try site.render(into: staging.folder)
      try staging.publish()
      return book.chapters.filter { stale.contains($0.slug) }
    } catch {
      staging.discard()
      throw error
    }
  }

  /// Copies a site to another folder, in place of what is there.
  static func copy(_ site: URL, to folder: URL) throws {
    let manager = FileManager.default
    try manager.createDirectory(
      at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
    if manager.fileExists(atPath: folder.path) { try manager.removeItem(at: folder) }
    if manager.fileExists(atPath: site.path) { try manager.copyItem(at: site, to: folder) }
  }
}
