import Foundation

/// The pages of all chapters, their index, and the assets that pages load.
public struct Site {
  private let identity: SiteIdentity
  private let book: Book
  private let bibliography: Bibliography
  private let symbols: Symbols
  private let mathematics: Mathematics

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
    let drafted = draft.map { RecordedRun(record: $0.record, cost: $0.cost) }
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

  /// Writes the pages of all chapters that have a record in this folder, the index, and the assets.
  ///
  /// A chapter whose code has changed since its run keeps its page: its record is out of date.
  ///
  /// - Returns: the slugs of these chapters.
  /// - Throws: `Diagnostics` with every fault of any chapter; then nothing is written.
  @discardableResult
  public func render(into folder: URL) throws -> [String] {
    let runs = try self.runs(in: folder)
    var files: [String: Data] = [:]
    var problems: [Diagnostic] = []
    var search = SearchIndex()
    for (index, chapter) in book.chapters.enumerated() {
      guard let known = runs[chapter.slug], let program = known.program, let run = known.status.run
      else { continue }
      do {
        let figures = try FigureData.script(
          of: run.record, in: folder.appending(path: chapter.slug))
        var page = page(index, run, published: Set(runs.keys), in: folder)
        page.hasDrawings = figures != nil
        files["\(chapter.slug)/index.html"] = Data(try page.html().utf8)
        files["\(chapter.slug)/\(chapter.slug).md"] = Data(chapter.source.utf8)
        files["\(chapter.slug)/\(chapter.slug).swift"] = Data(program.standalone.utf8)
        files["\(chapter.slug)/\(FigureData.fileName)"] = figures
        search.add(chapter)
      } catch let error as Diagnostics {
        problems += error.all
      }
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
    let index = IndexPage(
      identity: identity, chapters: book.chapters, runs: runs.compactMapValues(\.status.run))
    files["index.html"] = Data(try index.html().utf8)
    let symbolsPage = SymbolsPage(
      identity: identity, symbols: symbols, book: book, mathematics: mathematics,
      published: Set(runs.keys))
    files[SymbolsPage.fileName] = Data(try symbolsPage.html().utf8)
    search.add(symbols)
    files["assets/\(SearchIndex.fileName)"] = try ScriptCall("book.searched", search).data
    for (name, bytes) in try assets() {
      files["assets/\(name)"] = bytes
    }
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try bytes.write(to: file, options: .atomic)
    }
    return book.chapters.map(\.slug).filter { runs[$0]?.status.isCurrent == false }
  }

  /// The runs of the chapters that have a page or get one, by slug.
  private func runs(
    in folder: URL
  ) throws -> [String: (status: RecordStatus, program: Program?)] {
    var runs: [String: (status: RecordStatus, program: Program?)] = [:]
    for chapter in book.chapters {
      let known = try RecordStatus.withRecordedSettings(of: chapter, in: book, site: folder)
      let page = folder.appending(path: "\(chapter.slug)/index.html")
      let hasPage = FileManager.default.fileExists(atPath: page.path)
      if known.status.isCurrent || (known.status.run != nil && hasPage) {
        runs[chapter.slug] = known
      }
    }
    return runs
  }

  private func page(
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
        folder: folder.appending(path: chapter.slug), files: files,
        linkedChapters: Dictionary(linked) { first, _ in first }))
  }
}
