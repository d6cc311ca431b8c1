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
  public func prepare() throws {
    let folder = OutputFolder(output)
    try folder.prepare()
    try requirePlaces(in: folder)
  }

  /// Makes sure that each chapter's page has a folder.
  private func requirePlaces(in folder: OutputFolder) throws {
    guard let shape = try folder.shape() else { return }
    for chapter in book.chapters {
      if let fault = shape.fault(ofPage: chapter.slug) {
        throw OutputFailure(path: folder.name, reason: fault)
      }
    }
  }

  /// The faults of chapters that can be told before anything is executed, by file and line: references, citations,
  /// formulas, links, images, labels.
  ///
  /// - Throws: `Diagnostics` with faults of the page of symbols, without which nothing can be published.
  public func faults(of chapters: [Chapter]) throws -> [Diagnostic] {
    try site().faults(of: chapters)
  }

  private func site() throws -> Site {
    try Site(
      identity: identity, book: book, bibliography: bibliography, symbols: symbols,
      mathematics: mathematics)
  }

  /// Writes each run's record and files, then the pages, into a copy of the site that takes its place
  /// at the end. The copy is of the site as it is now, with what others have published since the runs began.
  /// On any error the site stays as it was. A page whose record belongs to other cells than
  /// the chapter has now stays as it is, since no figure may stand below a cell that did not make it; so does the
  /// page of a chapter with faults.
  ///
  /// - Parameter costs: whether to publish the runs' costs.
  /// - Returns: the chapters whose pages stayed.
  /// - Throws: `Diagnostics` with the faults of the chapters that ran.
  @discardableResult
  public func publish(
    _ runs: [(chapter: Chapter, run: Run)], costs: Bool = false
  ) throws -> KeptPages {
    let staging = try Staging(of: OutputFolder(output))
    do {
      try requirePlaces(in: OutputFolder(output))
      for (chapter, run) in runs {
        let folder = staging.folder.appending(path: chapter.slug, directoryHint: .isDirectory)
        try run.write(folder, publishesCost: costs)
      }
      var kept = try site().render(into: staging.folder)
      let own = runs.flatMap { kept.faultsBySlug[$0.chapter.slug] ?? [] }
      guard own.isEmpty else { throw Diagnostics(own) }
      try staging.publish()
      kept.faultsBySlug = kept.faultsBySlug.mapValues { $0.map(staging.named) }
      return kept
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
        let shape = SiteShape(of: source.url.path)
        try SiteCopy.make(of: shape, to: target.url, isLinked: false)
      }
    } catch {
      throw target.failure(of: error)
    }
  }
}
