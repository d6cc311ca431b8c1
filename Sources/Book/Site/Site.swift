import Foundation

/// The pages of all chapters, their index, and the assets that pages load.
public struct Site {
  let identity: SiteIdentity
  let book: Book
  let bibliography: Bibliography
  let symbols: Symbols
  let mathematics: Mathematics

  /// - Parameter mathematics: the typesetter of formulas; a new one where nil.
  /// - Throws: `Mathematics.Missing` where KaTeX is missing.
  public init(
    identity: SiteIdentity = SiteIdentity(), book: Book, bibliography: Bibliography,
    symbols: Symbols = Symbols(), mathematics: Mathematics? = nil
  ) throws {
    self.identity = identity
    (self.book, self.bibliography, self.symbols) = (book, bibliography, symbols)
    self.mathematics = try mathematics ?? Mathematics()
  }

  /// The page of one chapter, with its record in this folder. The caller makes sure that the record is that
  /// of the chapter's code.
  ///
  /// - Parameter draft: the run to show in place of that record.
  /// - Throws: `Diagnostics` with every fault of the chapter.
  public func page(of chapter: Chapter, in folder: URL, draft: UnpublishedRun? = nil) throws
    -> String
  {
    let drafted = draft.map { RecordedRun(record: $0.record, cost: nil) }
    guard let index = book.chapters.firstIndex(where: { $0.slug == chapter.slug }),
      let run = try drafted ?? RecordedRun(in: folder.appending(path: chapter.slug))
    else { throw UnknownChapter(name: chapter.slug, known: book.chapters.map(\.slug)) }
    let published = book.chapters.map(\.slug).filter {
      FileManager.default.fileExists(atPath: folder.appending(path: "\($0)/index.html").path)
    }
    var page = page(
      index, run, published: Set(published), in: folder,
      files: draft.map { Set($0.files.keys) } ?? [])
    let figures = folder.appending(path: "\(chapter.slug)/\(FigureData.fileName)")
    page.hasDrawings =
      draft.map { $0.files[FigureData.fileName] != nil }
      ?? FileManager.default.fileExists(atPath: figures.path)
    return try page.html()
  }

  /// The files that pages load, by names below `assets/`.
  public func assets() throws -> [String: Data] { try SiteAssets.files(katex: mathematics.folder) }

  func page(
    _ index: Int, _ run: RecordedRun, published: Set<String>, in folder: URL,
    files: Set<String> = []
  ) -> Page {
    let chapters = book.chapters
    let chapter = chapters[index]
    func link(_ other: Chapter) -> Page.Link {
      let address =
        published.contains(other.slug)
        ? "../\(WebAddress.encoded(other.slug))/index.html"
        : "../\(WebAddress.card(of: other.slug))"
      return Page.Link(address: address, title: other.frontMatter.title)
    }
    let slugs = chapter.linkedSlugs
    let mentioned = chapters.filter { slugs.contains($0.slug) }
    let linked = mentioned.map { other in
      let isPublished = published.contains(other.slug)
      return (
        other.slug, LinkedChapter(outline: Outline(other), isPublished: isPublished)
      )
    }
    return Page(
      chapter: chapter, record: run.record, cost: run.cost, number: chapter.number ?? index + 1,
      previous: index > 0 ? link(chapters[index - 1]) : nil,
      next: index + 1 < chapters.count ? link(chapters[index + 1]) : nil,
      uses: chapters.filter { chapter.frontMatter.uses.contains($0.slug) }.map(link),
      context: PageContext(
        identity: identity,
        bibliography: bibliography, mathematics: mathematics,
        folder: folder.appending(path: chapter.slug),
        live: LiveFiles.read(folder.appending(path: chapter.slug)), files: files,
        linkedChapters: Dictionary(linked) { first, _ in first }))
  }
}
