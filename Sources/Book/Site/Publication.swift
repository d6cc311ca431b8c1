import Foundation

/// Puts runs into the site: records, figures and pages, all of them or none.
public struct Publication {
  let identity: SiteIdentity
  let book: Book
  let bibliography: Bibliography
  let symbols: Symbols
  let output: URL
  let mathematics: Mathematics?

  /// - Parameter mathematics: what sets the formulas, with those that it remembers; a new one where nil.
  public init(
    identity: SiteIdentity = SiteIdentity(), book: Book, bibliography: Bibliography,
    symbols: Symbols = Symbols(), output: URL, mathematics: Mathematics? = nil
  ) {
    self.identity = identity
    (self.book, self.bibliography, self.symbols) = (book, bibliography, symbols)
    (self.output, self.mathematics) = (output, mathematics)
  }

  /// Makes sure before anything is executed that the site can be written, as far as can be told.
  ///
  /// - Throws: `OutputFailure`.
  public func prepare() throws { try OutputFolder(output).prepare() }

  /// Writes each run's record and files, then the pages, into a copy of the site that takes its place
  /// at the end. The copy is of the site as it is now, with what others have published since the runs began.
  /// On any error the site stays as it was. A page whose record belongs to other cells than
  /// the chapter has now stays as it is, since no figure may stand below a cell that did not make it.
  ///
  /// - Returns: the chapters whose pages stayed, for want of a new run.
  @discardableResult
  public func publish(_ runs: [(chapter: Chapter, run: Run)]) throws -> [Chapter] {
    let staging = try Staging(of: OutputFolder(output))
    do {
      for (chapter, run) in runs {
        try run.write(staging.folder.appending(path: chapter.slug, directoryHint: .isDirectory))
      }
      let site = try Site(
        identity: identity, book: book, bibliography: bibliography, symbols: symbols,
        mathematics: mathematics)
      let stale = try site.render(into: staging.folder)
      try staging.publish()
      return book.chapters.filter { stale.contains($0.slug) }
    } catch {
      staging.discard()
      throw staging.failure(of: error)
    }
  }

  /// Copies a site to another folder, in place of what is there.
  ///
  /// - Throws: `OutputFailure`.
  static func copy(_ site: URL, to folder: URL) throws {
    let (source, target) = (OutputFolder(site), OutputFolder(folder))
    try target.prepare()
    do {
      let manager = FileManager.default
      let lock = try SiteLock(of: target.url)
      // Nobody puts another folder in the site's place while it is copied, if that can be had.
      let sourceLock = try? SiteLock(of: source.url)
      defer {
        sourceLock?.release()
        lock.release()
      }
      if manager.fileExists(atPath: target.url.path) { try manager.removeItem(at: target.url) }
      if manager.fileExists(atPath: source.url.path) {
        try Staging.copy(source.url, to: target.url)
      }
    } catch {
      throw target.failure(of: error)
    }
  }
}
