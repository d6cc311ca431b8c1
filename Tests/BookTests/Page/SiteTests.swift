import Foundation
import Testing

@testable import Book

@MainActor @Suite struct SiteTests {
  /// Two chapters that ran and one that did not, in a folder of its own.
  private func makeSite(
    _ body: String =
      "Text with $`x`$.[^a]\n\n## Part\n\nSee [one](01-one.md#part) and [@w2020].\n\n[^a]: Note."
  ) throws -> (site: Site, folder: URL) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let sources = [
      "Chapters/01-one.md": """
      ---
      title: One <b>
      summary: First & best.
      seed: 1
      ---
      ## Part
      ```swift
      //| parameters: true
      let epochs = 8
      ```
      """,
      "Chapters/02-two.md": "---\ntitle: Two\nsummary: Second.\nseed: 2\n---\n\(body)\n",
      "Chapters/03-three.md": "---\ntitle: Three\nsummary: Third.\nseed: 3\n---\nLater.\n",
    ]
    let chapters = try sources.sorted { $0.key < $1.key }
      .map { try Chapter.parse($0.value, displayPath: $0.key) }
    let book = Book(chapters: chapters)
    for chapter in chapters.prefix(2) {
      let place = folder.appending(path: chapter.slug)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      let program = try Program(chapter: chapter, book: book)
      let record = Record(
        program: program.hash, seed: 1, parameters: program.parameters,
        cells: chapter.cells.map { _ in CellRecord(outputs: []) }, inlineValues: [])
      try JSONEncoder().encode(record).write(to: place.appending(path: Record.fileName))
      let cost = Cost(
        compileSeconds: 1.5, runSeconds: 62, cellSeconds: [], peakBytes: 1 << 30, threads: 2,
        keptCheckpoints: 3, processor: "A <CPU>")
      try JSONEncoder().encode(cost).write(to: place.appending(path: Cost.fileName))
    }
    let works = [Bibliography.Work(id: "w2020", authors: ["W"], year: 2020, title: "T")]
    return (try Site(book: book, bibliography: Bibliography(works)), folder)
  }

  private func text(_ folder: URL, _ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  @Test func everyLinkLeadsSomewhereAndEveryIDIsUnique() throws {
    let (site, folder) = try makeSite()
    defer { try? FileManager.default.removeItem(at: folder) }
    try site.render(into: folder)
    let pages = ["index.html", "01-one/index.html", "02-two/index.html"]
    var ids: [String: [String]] = [:]
    for page in pages {
      let html = try text(folder, page)
      ids[page] = html.matches(of: #/\sid="?([^">\s]*)/#).map { String($0.1) }
      #expect(Set(ids[page]!).count == ids[page]!.count, "an id occurs twice in \(page)")
    }
    for page in pages {
      let html = try text(folder, page)
      let links = html.matches(of: #/\s(?:href|src)="?([^">\s]*)/#).map { String($0.1) }
      for link in links {
        let base = folder.appending(path: page)
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let target =
          parts[0].isEmpty ? base : URL(string: String(parts[0]), relativeTo: base)!.absoluteURL
        #expect(target.isFileURL, "\(link) leaves the site")
        #expect(FileManager.default.fileExists(atPath: target.path), "\(link) in \(page)")
        if parts.count > 1 {
          let name = String(
            target.standardizedFileURL.path.dropFirst(folder.standardizedFileURL.path.count + 1))
          #expect(ids[name]?.contains(String(parts[1])) == true, "\(link) in \(page)")
        }
      }
    }
  }

  @Test func theFrameHasTheTitleTheFactsAndTheCost() throws {
    let (site, folder) = try makeSite()
    defer { try? FileManager.default.removeItem(at: folder) }
    try site.render(into: folder)
    let one = try text(folder, "01-one/index.html")
    #expect(one.contains("<title>One &lt;b&gt; · "))
    #expect(one.contains("<h1>One &lt;b&gt;</h1>"))
    #expect(one.contains("<p class=\"summary\">First &amp; best.</p>"))
    #expect(one.contains("<td>1 min 02 s to run with 3 cached checkpoints, 1.5 s to compile</td>"))
    #expect(one.contains("<td>A &lt;CPU&gt;, 2 threads</td>"))
    #expect(one.contains("swift run walkthrough run 1 --set epochs=8 --output experiment"))
    #expect(one.contains("default-src &#39;none&#39;; script-src &#39;self&#39;"))
    #expect(!one.contains("class=\"previous\""))
    #expect(one.contains("<a class=\"next\" href=\"../02-two/index.html\">"))
    let two = try text(folder, "02-two/index.html")
    #expect(two.contains("<a class=\"next\" href=\"../index.html#03-three\">"))
    #expect(two.contains("<li><a href=#part>Part</a>\n<li><a href=#references>"))
    #expect(try text(folder, "02-two/02-two.md").hasPrefix("---\ntitle: Two"))
    #expect(try text(folder, "02-two/02-two.swift").contains("let seed: UInt64 = 2"))
  }

  @Test func theTimeFromScratchIsShown() throws {
    let (site, folder) = try makeSite()
    defer { try? FileManager.default.removeItem(at: folder) }
    let place = folder.appending(path: "01-one")
    var cost = try #require(try Cost.loadIfPresent(place))
    cost.training = (1...9).map {
      Cost.Training(name: "c\($0)", key: "", seconds: Double($0) * 60, isCached: $0 != 1)
    }
    try JSONEncoder().encode(cost).write(to: place.appending(path: Cost.fileName))
    try site.render(into: folder)
    let page = try text(folder, "01-one/index.html")
    let short = "Runs in 2.0 s from cached results, in 45 min 02 s from scratch, on 2 threads"
    #expect(page.contains(short))
    #expect(try text(folder, "index.html").contains(short))
    #expect(
      page.contains(
        "<td>45 min 02 s, of which training: c9 9 min 00 s, c8 8 min 00 s, c7 7 min 00 s, c6 6 min 00 s, "
          + "c5 5 min 00 s, c4 4 min 00 s, 3 others 6 min 00 s</td>"))
    #expect(page.contains("<td>2.0 s, 1.5 s to compile</td>"))
    cost.training = []
    try JSONEncoder().encode(cost).write(to: place.appending(path: Cost.fileName))
    try site.render(into: folder)
    #expect(try text(folder, "01-one/index.html").contains("Ran in 1 min 02 s on 2 threads"))
  }

  @Test func theIndexListsChaptersWithoutARun() throws {
    let (site, folder) = try makeSite()
    defer { try? FileManager.default.removeItem(at: folder) }
    try site.render(into: folder)
    let index = try text(folder, "index.html")
    #expect(index.contains("<h3><a href=\"01-one/index.html\">One &lt;b&gt;</a></h3>"))
    #expect(index.contains("<h3>Three</h3>"))
    #expect(index.contains("Not yet run: <code>swift run walkthrough run 3</code>"))
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "03-three").path))
  }

  @Test func fontsAreCopiedWithTheirLicenses() throws {
    let (site, folder) = try makeSite()
    defer { try? FileManager.default.removeItem(at: folder) }
    try site.render(into: folder)
    let css = try text(folder, "assets/katex/katex.min.css")
    let fonts = css.matches(of: #/url\(([^)]*)\)/#).map { String($0.1) }
    #expect(!fonts.isEmpty && fonts.allSatisfy { $0.hasSuffix(".woff2") })
    for font in fonts {
      #expect(
        FileManager.default.fileExists(atPath: folder.appending(path: "assets/katex/\(font)").path))
    }
    let licenses = try text(folder, "assets/katex/LICENSES.txt")
    #expect(licenses.contains("MIT License") && licenses.contains("SIL OPEN FONT LICENSE"))
    #expect(try text(folder, "assets/book.js").utf8.count < 10_000)
    #expect(try text(folder, "assets/reading.js").utf8.count < 16_000)
    #expect(try text(folder, "assets/book.css").utf8.count < 28_000)
  }

  @Test func theSearchIndexHasEverySection() throws {
    let (site, folder) = try makeSite()
    defer { try? FileManager.default.removeItem(at: folder) }
    try site.render(into: folder)
    let script = try text(folder, "assets/search.js")
    #expect(script.hasPrefix("book.searched([") && script.hasSuffix("]);\n"))
    #expect(
      script.contains(
        """
        {"address":"01-one/index.html#part","chapter":"One <b>","text":" let epochs = 8","title":"Part"}
        """))
    #expect(script.contains("\"address\":\"02-two/index.html#part\""))
    #expect(!script.contains("03-three"))
  }

  @Test func afterAFaultNothingOfTheChapterIsWritten() throws {
    let (site, folder) = try makeSite("See @fig-none.\n\nAnd $`\\foo`$.")
    defer { try? FileManager.default.removeItem(at: folder) }
    let kept = try site.render(into: folder)
    #expect(kept.faults.map(\.line) == [6, 8])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/02-two").sorted()
        == [Cost.fileName, Record.fileName])
    // The others are written, and link to its card.
    #expect(try text(folder, "01-one/index.html").contains("href=\"../index.html#02-two\""))
    #expect(try text(folder, "index.html").contains("<h3>Two</h3>"))
  }

  @Test func aChapterWithAFaultKeepsItsPageAndItsPlaceInTheSearch() throws {
    let (site, folder) = try makeSite("Old words.")
    let (faulty, other) = try makeSite("New words, and @fig-none.")
    defer {
      try? FileManager.default.removeItem(at: folder)
      try? FileManager.default.removeItem(at: other)
    }
    #expect(try site.render(into: folder).faults.isEmpty)
    let before = try text(folder, "02-two/index.html")
    let kept = try faulty.render(into: folder)
    #expect(kept.faults.map(\.file) == ["Chapters/02-two.md"])
    #expect(kept.stale == [])
    #expect(try text(folder, "02-two/index.html") == before)
    #expect(try text(folder, "02-two/02-two.md").contains("Old words."))
    #expect(try text(folder, "assets/search.js").contains("Old words."))
    #expect(try text(folder, "index.html").contains("<a href=\"02-two/index.html\">"))
  }

  @Test func faultsAreToldBeforeAnyRun() throws {
    let body = "[no](99-no.md) @fig-a [@no2020] $`\\foo`$ ![](a.png) `{swift} 1`\n\n"
    let (site, folder) = try makeSite(
      body + "```swift\n//| label: fig-a\n//| alt: A.\n1\n```\n\n## A {#sec-a}\n\n## B {#sec-a}\n")
    defer { try? FileManager.default.removeItem(at: folder) }
    let faults = try site.faults(of: site.book.chapters)
    let words = ["no chapter", "images must", "no2020", "TeX", "used twice"]
    #expect(faults.count == words.count, "\(faults)")
    for word in words { #expect(faults.contains { $0.message.contains(word) }, "\(word)") }
    #expect(faults.map(\.line) == faults.map(\.line).sorted())
  }

  @Test func aDamagedRecordIsReported() throws {
    let (site, folder) = try makeSite()
    defer { try? FileManager.default.removeItem(at: folder) }
    try site.render(into: folder)
    let before = try text(folder, "02-two/index.html")
    try Data("{".utf8).write(to: folder.appending(path: "02-two/\(Record.fileName)"))
    let faults = try site.render(into: folder).faults
    #expect(faults.count == 1)
    #expect(faults[0].file.hasSuffix("02-two/run.json"))
    #expect(try text(folder, "02-two/index.html") == before)
    #expect(try text(folder, "index.html").contains("<a href=\"02-two/index.html\">"))
  }

  @Test func aChapterWithARecordOfAnEarlierFormKeepsItsPage() throws {
    let (site, folder) = try makeSite()
    defer { try? FileManager.default.removeItem(at: folder) }
    try site.render(into: folder)
    let page = try text(folder, "02-two/index.html")
    let earlier = #"{"cells":[],"inlineValues":[],"parameters":[],"program":"p","seed":1}"#
    try Data(earlier.utf8).write(to: folder.appending(path: "02-two/\(Record.fileName)"))
    #expect(try site.render(into: folder).stale == ["02-two"])
    #expect(try text(folder, "02-two/index.html") == page)
    #expect(try text(folder, "index.html").contains("<a href=\"02-two/index.html\">"))
  }

  @Test func aChapterWhoseCodeHasChangedKeepsItsPage() throws {
    let (site, folder) = try makeSite("```swift\nlet a = 1\n```")
    let (changed, other) = try makeSite("```swift\nlet a = 2\n```")
    defer {
      try? FileManager.default.removeItem(at: folder)
      try? FileManager.default.removeItem(at: other)
    }
    #expect(try changed.render(into: folder).stale == [])
    #expect(
      !FileManager.default.fileExists(atPath: folder.appending(path: "02-two/index.html").path))
    #expect(try site.render(into: folder).stale == [])
    let page = try text(folder, "02-two/index.html")
    #expect(try changed.render(into: folder).stale == ["02-two"])
    #expect(try text(folder, "02-two/index.html") == page)
    #expect(try text(folder, "index.html").contains("<a href=\"02-two/index.html\">"))
  }
}
