import Book
import Foundation

/// Renders chapters' pages, with formulas cached from page to page.
actor PageRenderer {
  private let folders: BookFolders
  private var mathematics: Mathematics?
  private var lists: (identity: SiteIdentity, bibliography: Bibliography, symbols: Symbols)?
  private var site: Site?

  init(_ folders: BookFolders) { self.folders = folders }

  /// Renders the pages of this book from now on.
  ///
  /// - Parameter rereadingLists: whether the title, the bibliography or the symbols may have changed.
  /// - Returns: the files that pages load, by their names below `assets/`.
  func open(_ book: Book, rereadingLists: Bool) throws -> [String: Data] {
    if rereadingLists { lists = nil }
    let lists =
      try self.lists
      ?? (folders.identity(), folders.bibliography(), folders.symbols(in: book))
    let mathematics = try self.mathematics ?? Mathematics()
    (self.lists, self.mathematics) = (lists, mathematics)
    let site = try Site(
      identity: lists.identity, book: book, bibliography: lists.bibliography,
      symbols: lists.symbols,
      mathematics: mathematics)
    self.site = site
    return try site.assets()
  }

  /// The faults of a chapter's text, for which it need not be executed.
  func faults(of chapter: Chapter) throws -> [Diagnostic] {
    try site?.faults(of: [chapter]) ?? []
  }

  /// The page of a chapter, with the partial run's results or the site's.
  func page(of chapter: Chapter, showing partialRun: PartialRun?) throws -> Data? {
    try (site?.page(of: chapter, in: folders.site, draft: partialRun?.draft)).map { Data($0.utf8) }
  }
}
