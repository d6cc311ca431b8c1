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

  private let chapters: [Chapter]
  private let bibliography: Bibliography
  /// The chapters' programs as listings to download, by slug.
  private let listings: [String: String]
  private let mathematics: Mathematics

  /// - Throws: where KaTeX is missing.
  public init(
    book: Book, bibliography: Bibliography, listings: [String: String] = [:]
  ) throws {
    chapters = book.chapters
    self.bibliography = bibliography
    self.listings = listings
    mathematics = try Mathematics()
  }

  /// Writes the pages of all chapters that have a record in this folder, the index, and the assets.
  ///
  /// - Throws: `Diagnostics` with everything that is wrong in any chapter; then nothing is written.
  public func render(into folder: URL) throws {
    var files: [String: Data] = [:]
    let runs = try self.runs(in: folder)
    var problems: [Diagnostic] = []
    for (index, chapter) in chapters.enumerated() {
      guard let run = runs[chapter.slug] else { continue }
      do {
        let html = try page(index, run, runs, in: folder).html()
        files["\(chapter.slug)/index.html"] = Data(html.utf8)
        files["\(chapter.slug)/\(chapter.slug).md"] = Data(chapter.source.utf8)
        if let listing = listings[chapter.slug] {
          files["\(chapter.slug)/\(chapter.slug).swift"] = Data(listing.utf8)
        }
      } catch let error as Diagnostics {
        problems += error.all
      }
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
    files["index.html"] = Data(
      try IndexPage(chapters: chapters, runs: runs, folder: folder).html().utf8)
    for (name, bytes) in try SiteAssets.files(katex: mathematics.folder) {
      files["assets/\(name)"] = bytes
    }
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try bytes.write(to: file, options: .atomic)
    }
  }

  /// What is known of a chapter's last run.
  struct Run {
    var record: Record
    var cost: Cost?
  }

  private func runs(in folder: URL) throws -> [String: Run] {
    var runs: [String: Run] = [:]
    for chapter in chapters {
      let place = folder.appending(path: chapter.slug)
      guard let record: Record = try Self.read(place.appending(path: Record.fileName)) else {
        continue
      }
      guard record.cells.count == chapter.cells.count,
        record.inlineValues.count == chapter.inlineValues.count
      else {
        throw Diagnostic(
          file: chapter.path, line: 1,
          message: "the record of its last run has other cells: run the chapter again")
      }
      runs[chapter.slug] = Run(
        record: record, cost: try Self.read(place.appending(path: Cost.fileName)))
    }
    return runs
  }

  private static func read<Value: Decodable>(_ file: URL) throws -> Value? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
    } catch {
      throw Diagnostic(
        file: file.relativePath, line: 1, message: "damaged: run the chapter again")
    }
  }

  private func page(_ index: Int, _ run: Run, _ runs: [String: Run], in folder: URL) -> Page {
    let chapter = chapters[index]
    func link(_ other: Chapter) -> Page.Link {
      let address =
        runs[other.slug] == nil ? "../index.html#\(other.slug)" : "../\(other.slug)/index.html"
      return Page.Link(address: address, title: other.frontMatter.title)
    }
    let neighbours = chapters.map { other in
      (
        other.slug,
        PageWriter.Neighbour(outline: Outline(other), isPublished: runs[other.slug] != nil)
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
