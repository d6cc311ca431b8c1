import Foundation

/// The folders of a book: its chapters, its site, and files kept between runs.
public struct BookFolders: Sendable {
  public var chapters: URL
  /// The name of the chapters' folder in messages: `Chapters`.
  public var displayName: String
  /// The generated pages, with figures and records.
  public var site: URL
  /// Files that are kept between runs and can be made again.
  public var build: URL

  public init(
    chapters: URL, displayName: String, site: URL,
    build: URL = URL(fileURLWithPath: ".build", isDirectory: true)
  ) {
    (self.chapters, self.displayName) = (chapters, displayName)
    (self.site, self.build) = (site, build)
  }

  /// The default folder of the site.
  public static let usualSite = URL(fileURLWithPath: "site", isDirectory: true)

  /// The folders of published and of cached checkpoints. Those of the usual site serve other sites too.
  public var checkpoints: CheckpointFolders {
    let isUsual = site.standardizedFileURL.path == Self.usualSite.standardizedFileURL.path
    return CheckpointFolders(
      published: isUsual ? [site] : [site, Self.usualSite],
      cache: build.appending(path: "checkpoints"))
  }

  /// The folder of the times and memory of the last runs, with a folder per chapter.
  public var costs: URL { build.appending(path: "costs", directoryHint: .isDirectory) }

  /// The folder for pictures of running trainings.
  public var previews: URL { build.appending(path: "previews", directoryHint: .isDirectory) }

  /// The folder in which experiments are published: a copy of the site.
  public var experiment: URL { build.appending(path: "experiment", directoryHint: .isDirectory) }

  /// The chapters, read and found in order.
  public func book() throws -> Book { try Book.load(folder: chapters, displayName: displayName) }

  /// The book where some chapters have errors.
  public struct SoundPart {
    /// The chapters. One with errors stands as it was published, if it was.
    public var book: Book
    /// The slugs of the chapters that can be run.
    public var slugs: Set<String>
    /// The errors of the others.
    public var problems: [Diagnostic]
  }

  /// The chapters that can be run, and the rest as it was published.
  ///
  /// - Parameter earlier: a book read before. A chapter of the same text is taken from it, and one with errors
  ///   stands as it was there.
  /// - Throws: `Diagnostics` where nothing can be read.
  public func soundPart(reusing earlier: Book? = nil) throws -> SoundPart {
    let reading = try BookReading(folder: chapters, displayName: displayName, reusing: earlier)
    let known = Dictionary(reading.chapters.map { ($0.slug, $0) }) { first, _ in first }
    let blocked = reading.blocked
    let blockedPaths = Set(blocked.map(\.file))
    let sound = Set(reading.chapters.filter { !blockedPaths.contains($0.path) }.map(\.slug))
    let all = reading.slugs.compactMap { slug -> Chapter? in
      let before = sound.contains(slug) ? nil : earlier?.chapter(slug: slug)
      if let chapter = before ?? known[slug] { return chapter }
      let copy = site.appending(path: "\(slug)/\(slug).md").path
      var published = try? Chapter.load(path: copy, displayPath: "\(displayName)/\(slug).md")
      published?.folder = chapters.path
      return published
    }
    var book = Book(chapters: all)
    book.unread = Set(reading.slugs).subtracting(all.map(\.slug))
    return SoundPart(
      book: book, slugs: sound, problems: reading.problems + blocked)
  }

  /// The book's title and introduction.
  public func identity() throws -> SiteIdentity {
    try SiteIdentity(contentsOf: chapters.appending(path: SiteIdentity.fileName).relativePath)
  }

  /// The works that the chapters cite.
  public func bibliography() throws -> Bibliography {
    try Bibliography(contentsOf: chapters.appending(path: Bibliography.fileName).relativePath)
  }

  /// The symbols of the chapters.
  public func symbols(in book: Book) throws -> Symbols {
    try Symbols(
      contentsOf: chapters.appending(path: Symbols.fileName).relativePath, in: book)
  }

  /// A publication of the book's pages into a folder.
  ///
  /// - Parameter mathematics: the typesetter of formulas, with those that it has cached.
  public func publication(
    of book: Book, into folder: URL, mathematics: Mathematics? = nil
  ) throws -> Publication {
    Publication(
      identity: try identity(), book: book, bibliography: try bibliography(),
      symbols: try symbols(in: book),
      output: folder, mathematics: mathematics)
  }

  /// Finishes a publication that was interrupted when there was no site for an instant.
  ///
  /// - Returns: whether there was one.
  public func recoverSite() throws -> Bool {
    let output = OutputFolder(site)
    let remains = PublicationRemains(of: output.url)
    guard remains.isInterrupted else { return false }
    do {
      let lock = try SiteLock(of: output.url)
      defer { lock.release() }
      return try lock.isExclusive && remains.recover()
    } catch {
      throw output.failure(of: error)
    }
  }

  /// Removes copies of the site that killed publications have left beside it.
  ///
  /// - Returns: their names.
  public func removeRemains() -> [String] {
    let target = OutputFolder(site).url
    let remains = PublicationRemains(of: target)
    guard !remains.isEmpty, !remains.isInterrupted, let lock = try? SiteLock(of: target) else {
      return []
    }
    defer { lock.release() }
    return lock.isExclusive ? remains.remove() : []
  }

  /// Makes sure that the site can be written, as far as can be told.
  public func prepareSite() throws { try OutputFolder(site).prepare() }

  /// Lays a copy of the site where an experiment may change it.
  public func prepareExperiment() throws -> URL {
    try Publication.copy(site, to: experiment)
    return experiment
  }
}
