import Foundation

extension Site {
  /// A chapter's run in the site, and its program where the run is of the chapter's present code.
  private typealias State = (status: RecordStatus, program: Program?)

  /// Writes the pages of all chapters that have a record in this folder, the index, and the assets.
  ///
  /// A chapter keeps its page where its code has changed since its run and where it has faults.
  ///
  /// - Returns: these chapters.
  /// - Throws: `Diagnostics` with the faults of the page of symbols; then nothing is written.
  @discardableResult
  public func render(into folder: URL) throws -> KeptPages {
    var damaged: [String: [Diagnostic]] = [:]
    let states = try self.states(in: folder, damaged: &damaged)
    var published = Set(book.chapters.map(\.slug)).filter { slug in
      let isCurrent = states[slug]?.status.isCurrent == true
      let hasRun = states[slug]?.status.run != nil || damaged[slug] != nil
      return isCurrent || (hasRun && hasPage(slug, in: folder))
    }
    var (pages, faults) = try self.pages(states, published: published, in: folder)
    let missing = faults.keys.filter { !hasPage($0, in: folder) }
    if !missing.isEmpty {
      // No page links to theirs.
      published.subtract(missing)
      (pages, faults) = try self.pages(states, published: published, in: folder)
    }
    var files = pages.values.reduce(into: [:]) { $0.merge($1) { $1 } }
    let index = IndexPage(
      identity: identity, chapters: book.chapters, published: published,
      runs: states.compactMapValues(\.status.run))
    files["index.html"] = Data(try index.html().utf8)
    files[SymbolsPage.fileName] = Data(try symbolsPage(published: published).html().utf8)
    files["assets/\(SearchIndex.fileName)"] =
      try ScriptCall("book.searched", search(pages, published: published, in: folder)).data
    for (name, bytes) in try assets() {
      files["assets/\(name)"] = bytes
    }
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try bytes.write(to: file, options: .atomic)
    }
    let stale = book.chapters.map(\.slug).filter { slug in
      published.contains(slug) && states[slug]?.status.isCurrent == false
    }
    return KeptPages(stale: stale, faultsBySlug: faults.merging(damaged) { $1 })
  }

  private func hasPage(_ slug: String, in folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "\(slug)/index.html").path)
  }

  /// The runs of the chapters, by slug.
  ///
  /// - Parameter damaged: receives the faults of runs whose files are damaged.
  private func states(
    in folder: URL, damaged: inout [String: [Diagnostic]]
  ) throws -> [String: State] {
    var states: [String: State] = [:]
    for chapter in book.chapters {
      do {
        states[chapter.slug] = try RecordStatus.withRecordedSettings(
          of: chapter, in: book, site: folder)
      } catch let error as Diagnostic {
        damaged[chapter.slug] = [error]
      }
    }
    return states
  }

  /// The files of each page whose chapter has a current run and no faults, by slug and by their paths in the site.
  private func pages(
    _ states: [String: State], published: Set<String>, in folder: URL
  ) throws -> (pages: [String: [String: Data]], faults: [String: [Diagnostic]]) {
    var pages: [String: [String: Data]] = [:]
    var faults: [String: [Diagnostic]] = [:]
    for (index, chapter) in book.chapters.enumerated() {
      guard let state = states[chapter.slug], let program = state.program,
        let run = state.status.run
      else { continue }
      let slug = chapter.slug
      let place = folder.appending(path: slug)
      do {
        let damage = run.record.faults(in: place) + LiveFiles.faults(of: run.record, in: place)
        guard damage.isEmpty else { throw Diagnostics(damage) }
        let figures = try FigureData.script(of: run.record, in: place)
        var page = page(index, run, published: published, in: folder)
        page.hasDrawings = figures != nil
        var files = [
          "\(slug)/index.html": Data(try page.html().utf8),
          "\(slug)/\(slug).md": Data(chapter.source.utf8),
          "\(slug)/\(slug).swift": Data(program.standalone.utf8),
        ]
        files["\(slug)/\(FigureData.fileName)"] = figures
        pages[slug] = files
      } catch let error as Diagnostics {
        faults[slug] = error.all
      } catch let error as Diagnostic {
        faults[slug] = [error]
      }
    }
    return (pages, faults)
  }

  /// The index of the search. Of a page that stays, it has the text that was published.
  private func search(
    _ pages: [String: [String: Data]], published: Set<String>, in folder: URL
  ) -> SearchIndex {
    var search = SearchIndex()
    for chapter in book.chapters where published.contains(chapter.slug) {
      let copy = folder.appending(path: "\(chapter.slug)/\(chapter.slug).md").path
      let shown =
        pages[chapter.slug] != nil
        ? chapter : try? Chapter.load(path: copy, displayPath: chapter.path)
      if let shown { search.add(shown) }
    }
    search.add(symbols)
    return search
  }

  private func symbolsPage(published: Set<String>) -> SymbolsPage {
    SymbolsPage(
      identity: identity, symbols: symbols, book: book, mathematics: mathematics,
      published: published)
  }

  /// The faults of these chapters' texts, for which nothing needs to be executed, by file and line: references,
  /// citations, formulas, links, images, labels.
  ///
  /// - Throws: `Diagnostics` with the faults of the page of symbols, which every chapter needs.
  public func faults(of chapters: [Chapter]) throws -> [Diagnostic] {
    _ = try symbolsPage(published: []).html()
    return chapters.flatMap { chapter -> [Diagnostic] in
      guard let index = book.chapters.firstIndex(where: { $0.slug == chapter.slug }) else {
        return []
      }
      // Any values stand for those to come, and no cell has outputs.
      let record = Record(
        program: "", seed: 0, parameters: [], cells: [],
        inlineValues: chapter.inlineValues.map { _ in "0" })
      let page = page(
        index, RecordedRun(record: record, cost: nil), published: [], in: URL(fileURLWithPath: "/"))
      return page.faults()
    }.sorted(by: Diagnostic.precedes)
  }
}
