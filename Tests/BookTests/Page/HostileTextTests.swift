import Foundation
import Outputs
import Testing

@testable import Book

/// Text from files and from runs, which is text on every page whatever it contains.
@MainActor @Suite struct HostileTextTests {
  nonisolated static let texts = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onerror=\"alert(1)",
    "' onerror='alert(1)",
    "x onerror=alert(1)", "</title></style><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "a & b < c > d", "[x](javascript:alert(1))",
  ]
  /// What front matter takes: its texts hold no Markdown.
  nonisolated static let plainTexts = texts.filter { !$0.hasPrefix("[") }

  /// Expects that no tag of the markup is one of the text's.
  private func expectText(_ html: String, _ text: String, _ place: String = "") {
    let tags = RawTags(html)
    #expect(tags.unclosed == nil, "\(text) \(place)")
    for tag in tags.all {
      #expect(tag["onerror"] == nil && tag["src"] != "x", "\(text) \(place): \(tag)")
      #expect(tag.name != "script" || tag["src"] != nil, "\(text) \(place): \(tag)")
      #expect(!(tag["href"] ?? "").hasPrefix("javascript"), "\(text) \(place): \(tag)")
    }
  }

  @Test(arguments: texts)
  func outputsAndReferences(text: String) throws {
    let film = Output.Film(
      title: text, labels: [text, "b"], columns: 2, width: 1, height: 1, isPixelated: false)
    let table = Output.Table(
      columns: [.init(text, isNumeric: false)], rows: [[text], ["b"]])
    func picture(_ format: Output.Picture.Format) -> RecordedPicture {
      RecordedPicture(
        file: RecordedFile(name: "\(text).svg", sha256: text), format: format, width: 1, height: 1)
    }
    let outputs: [RecordedOutput] = [
      .printed(text), .warned(text), .failed(text), .check(message: text, passed: false),
      .shown(content: .text(text)), .shown(content: .table(table)),
      .shown(content: .film(film), picture: picture(.png)),
    ]
    let quoted = text.replacing("'", with: "''")
    let cell = "```swift\n//| label: fig-a\n//| alt: '\(quoted)'\n//| caption: 'C'\n1\n```"
    var sample = try PageSample(
      "\(cell)\n\nSee `{swift} x` and @a2020.", outputs: [outputs], values: [text])
    sample.bibliography = Bibliography([
      Bibliography.Work(
        id: "a2020", authors: [text], year: 2020, title: text, venue: text,
        url: "https://example.org/\(text)")
    ])
    let writer = sample.writer()
    expectText(writer.body() + writer.references(), text)
    for output in outputs {
      guard case .shown(let content, let picture) = output else { continue }
      let placed = picture.map {
        OutputMarkup.Picture(address: text, format: $0.format, size: (1, 1))
      }
      expectText(
        OutputMarkup.html(content, picture: placed, alt: text) ?? "", text, "beneath a cell")
    }
  }

  @Test(arguments: texts)
  func captions(text: String) throws {
    let quoted = text.replacing("'", with: "''")
    let writer = try PageSample(
      "```swift\n//| caption: '\(quoted)'\n1\n```", outputs: [[.shown(content: .text("1"))]]
    ).writer()
    expectText(writer.body(), text)
  }

  /// Titles, summaries, names of chapters, symbols and the book's own title, on all pages.
  @Test(arguments: plainTexts)
  func pagesOfASite(text: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let slug = text.replacing("/", with: "")
    let quoted = text.replacing("'", with: "''")
    let cell = "```swift\n//| label: fig-a\n//| alt: A\n//| caption: C\n1\n```"
    let chapters = try [slug, "zz"].map { name in
      try Chapter.parse(
        "---\ntitle: '\(quoted)'\nsummary: '\(quoted)'\nseed: 1\n---\n## \(text.contains("<") ? "Part" : text)\n\n\(cell)\n",
        displayPath: "Chapters/\(name).md")
    }
    let book = Book(chapters: chapters)
    let place = folder.appending(path: slug)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    // A record with another name is refused as damaged.
    let file = "fig-a.svg"
    try Data("<svg/>".utf8).write(to: place.appending(path: file))
    let picture = RecordedPicture(
      file: RecordedFile(name: file, sha256: SHA256.hex(Array("<svg/>".utf8))), format: .svg,
      width: 1,
      height: 1)
    let record = Record(
      program: try Program(chapter: chapters[0], book: book).hash, seed: 1, parameters: [],
      cells: [
        CellRecord(outputs: [
          .shown(content: .drawing(summary: ""), picture: picture)
        ])
      ],
      inlineValues: [])
    try JSONEncoder().encode(record).write(to: place.appending(path: Record.fileName))
    let yaml = "title: '\(quoted)'\nsummary: '\(quoted)'\ndescription: '\(quoted)'\n"
    let symbols = try Symbols(
      yaml: "- word: '\(quoted)'\n  meaning: '\(quoted)'\n  chapter: zz\n", path: "s.yaml", in: book
    )
    try Site(
      identity: SiteIdentity(yaml: yaml, path: "book.yaml"), book: book,
      bibliography: Bibliography(),
      symbols: symbols, mathematics: PageSample.mathematics
    ).render(into: folder)
    for page in ["index.html", "symbols.html", "\(slug)/index.html"] {
      expectText(try String(contentsOf: folder.appending(path: page), encoding: .utf8), text, page)
    }
    let search = try String(contentsOf: folder.appending(path: "assets/search.js"), encoding: .utf8)
    let json = try #require(search.wholeMatch(of: #/(?s)book\.searched\((.*)\);\n/#)).1
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.utf8)) }
  }

  nonisolated static let markdown = [
    "<script>alert(1)</script>", "\" onerror=\"x", "$x$ and $$y$$", "`code` ``more``",
    "a | b \\| c",
    "[x](javascript:y)", "![x](y)", "*a* _b_ **c** ~~d~~", "# a", "&lt;b&gt; &#60;b",
    "https://a.example <b@c.d>",
    "[^1] [x][y]", "\\$x\\$",
  ]

  /// In a notebook, text of the run and of the lists of works means nothing in Markdown.
  @Test(arguments: markdown)
  func notebooks(text: String) throws {
    let sample = try PageSample("A `{swift} x`, @a2020.", values: [text])
    let work = Bibliography.Work(
      id: "a2020", authors: [text], year: 2020, title: text, venue: text,
      url: "https://example.org/\(text)")
    let cells = try ExportedNotebook(
      chapter: sample.chapter, used: [], values: [], record: sample.record,
      folder: FileManager.default.temporaryDirectory, bibliography: Bibliography([work])
    ).notebook().cells.map(\.source)
    for source in cells.dropFirst(2) {
      var links = 0
      Markdown.parse(source).walk { node in
        switch node.kind {
        case .htmlInline, .htmlBlock, .code, .image, .strong, .strikethrough, .table,
          .footnoteReference:
          Issue.record("\(text): \(node.kind) \(node.literal) in \(source)")
        case .link(let destination, _):
          links += 1
          // A bare address is a link in any text.
          let isOwn = destination.hasPrefix("https://example.org/")
          #expect(isOwn || text.hasPrefix("https:"), "\(text): \(destination)")
        default: break
        }
      }
      #expect(source.matches(of: #/(?:^|[^\\])(?:\\\\)*\$/#).isEmpty, "\(text): \(source)")
    }
  }
}
