import Foundation

/// The pages of all chapters, their index, and what pages load.
public struct Site {
  /// What the book is called on its pages.
  static let title = "Diffusion, line by line"
  /// Pages load nothing from elsewhere. Formulas are placed by style attributes, hence `unsafe-inline`.
  static let policy = """
    default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self'; base-uri 'none'; form-action 'none'
    """

  private let book: Book
  private let bibliography: Bibliography
  private let symbols: Symbols
  private let mathematics: Mathematics

  /// - Throws: where KaTeX is missing.
  public init(book: Book, bibliography: Bibliography, symbols: Symbols = Symbols()) throws {
    (self.book, self.bibliography, self.symbols) = (book, bibliography, symbols)
    mathematics = try Mathematics()
  }

  /// Writes the pages of all chapters that have a record in this folder, the index, and the assets.
  ///
  /// A chapter whose code has changed since its run keeps the page that it has: its record fits no more.
  ///
  /// - Returns: the slugs of these chapters.
  /// - Throws: `Diagnostics` with everything that is wrong in any chapter; then nothing is written.
  @discardableResult
  public func render(into folder: URL) throws -> [String] {
    let runs = try self.runs(in: folder)
    var files: [String: Data] = [:]
    var problems: [Diagnostic] = []
    var search = SearchIndex()
    for (index, chapter) in book.chapters.enumerated() {
      guard let run = runs[chapter.slug], let program = run.program else { continue }
      do {
        let drawings = try Drawings.script(
          of: run.record, in: folder.appending(path: chapter.slug))
        var page = page(index, run, runs, in: folder)
        page.hasDrawings = drawings != nil
        files["\(chapter.slug)/index.html"] = Data(try page.html().utf8)
        files["\(chapter.slug)/\(chapter.slug).md"] = Data(chapter.source.utf8)
        files["\(chapter.slug)/\(chapter.slug).swift"] = Data(program.standalone.utf8)
        files["\(chapter.slug)/\(Drawings.fileName)"] = drawings
        search.add(chapter)
      } catch let error as Diagnostics {
        problems += error.all
      }
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
    let index = IndexPage(chapters: book.chapters, runs: runs)
    files["index.html"] = Data(try index.html().utf8)
    let symbolsPage = SymbolsPage(
      symbols: symbols, book: book, mathematics: mathematics, published: Set(runs.keys))
    files[SymbolsPage.fileName] = Data(try symbolsPage.html().utf8)
    search.add(symbols)
    files["assets/\(SearchIndex.fileName)"] = try ScriptCall("book.searched", search).data
    for (name, bytes) in try SiteAssets.files(katex: mathematics.folder) {
      files["assets/\(name)"] = bytes
    }
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try bytes.write(to: file, options: .atomic)
    }
    return book.chapters.map(\.slug).filter { runs[$0] != nil && runs[$0]?.program == nil }
  }

  /// The runs of the chapters that have a page or get one, by slug.
  private func runs(in folder: URL) throws -> [String: PublishedRun] {
    var runs: [String: PublishedRun] = [:]
    for chapter in book.chapters {
      guard let run = try PublishedRun(of: chapter, in: book, folder: folder) else { continue }
      let page = folder.appending(path: "\(chapter.slug)/index.html")
      if run.program != nil || FileManager.default.fileExists(atPath: page.path) {
        runs[chapter.slug] = run
      }
    }
    return runs
  }

  private func page(
    _ index: Int, _ run: PublishedRun, _ runs: [String: PublishedRun], in folder: URL
  ) -> Page {
    let chapters = book.chapters
    let chapter = chapters[index]
    func link(_ other: Chapter) -> Page.Link {
      let address =
        runs[other.slug] == nil ? "../index.html#\(other.slug)" : "../\(other.slug)/index.html"
      return Page.Link(address: address, title: other.frontMatter.title)
    }
    let neighbours = chapters.map { other in
      let isPublished = runs[other.slug] != nil
      return (
        other.slug, PageWriter.Neighbour(outline: Outline(other), isPublished: isPublished)
      )
    }
    return Page(
      chapter: chapter, record: run.record, cost: run.cost, number: chapter.number ?? index + 1,
      previous: index > 0 ? link(chapters[index - 1]) : nil,
      next: index + 1 < chapters.count ? link(chapters[index + 1]) : nil,
      uses: chapters.filter { chapter.frontMatter.uses.contains($0.slug) }.map(link),
      surroundings: PageWriter.Surroundings(
        bibliography: bibliography, mathematics: mathematics,
        folder: folder.appending(path: chapter.slug),
        neighbours: Dictionary(neighbours) { first, _ in first }))
  }
}
