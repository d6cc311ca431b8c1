import Foundation
import Testing

@testable import Book

/// Links as editors write them, and what may not be linked to.
@MainActor @Suite struct LinkTests {
  private func addresses(_ markdown: String) throws -> [String] {
    try PageSample.body(markdown).matches(of: #/<a href="?([^>"]+)"?>/#).map { String($0.1) }
  }

  @Test(arguments: [
    ("[a](./01-first.md)", "../01-first/index.html"),
    ("[a](01%2Dfirst.md)", "../01-first/index.html"),
    ("[a](./01-first.md#there)", "../01-first/index.html#there"),
    ("[a](../Chapters/01-first.md)", "../01-first/index.html"),
    ("[a](././03%2dlater%2Emd)", "../index.html#03-later"),
    ("[a](01-first.md#th%65re)", "../01-first/index.html#there"),
    ("[a](<./01-first.md>)", "../01-first/index.html"),
  ])
  func linksToChapters(markdown: String, address: String) throws {
    #expect(try addresses(markdown) == [address])
  }

  @Test func fragmentsAreDecoded() throws {
    #expect(
      try addresses("## Größe\n\n[a](#gr%C3%B6%C3%9Fe) [b](#größe)") == [
        "#größe", "#größe", "#größe",
      ])
  }

  @Test(arguments: ["../data/x.csv", "01-first", "beside.txt", "01-first.MD"])
  func otherFilesAreNotPublished(file: String) throws {
    #expect(
      try PageSample.problems("[a](\(file))") == [
        "Chapters/02-sample.md:6:5: error: a link leads to a chapter, by its file's name, to a heading or to the web, "
          + "and '\(file)' is none of these"
      ])
  }

  @Test(arguments: [
    ("[a](./07%2Dnone.md)", "07-none.md"), ("[a](/01-first.md)", "/01-first.md"),
  ])
  func otherFilesAreNoChapters(markdown: String, file: String) throws {
    #expect(
      try PageSample.problems(markdown) == [
        "Chapters/02-sample.md:6:5: error: there is no chapter '\(file)'"
      ])
  }

  @Test(arguments: [
    "[a](javascript:alert)", "[a](JavaScript:alert)", "[a](<\u{1}javascript:alert>)",
    "[a](java&#115;cript:alert)", "<javascript:alert>", "[a](vbscript:x)", "[a](data:text/html,x)",
    "[a][b]\n\n[b]: javascript:x", "<a href=\"javascript:alert(1)\">x</a>",
    "<a href='java&#115;cript:alert(1)'>x</a>", "<p><a href=javascript:x>x</a></p>",
    "<form action=\"javascript:x\"></form>", "<button formaction=' JavaScript:x'>x</button>",
    "<a href=\"java&Tab;script:x\">x</a>", "<a href=java&NewLine;script&colon;x>x</a>",
    "<a href='&#x6A&#x61vascript:x'>x</a>", "<a\nhref=\"\n javascript:x\">x</a>",
    "<!--><a href=javascript:x>x</a>-->\n\nx", "<svg><a xlink:href=\"javascript:x\">x</a></svg>",
    "<svg><animate attributeName=href values=\"#a; javascript:x\" /></svg>",
    "<svg><set to='&#106;avascript:x' /></svg>", "<table background=javascript:x></table>",
    "<meta http-equiv=refresh content=\"0; url=javascript:x\">",
    "<input type=image src=\"data:text/html,x\">",
    "<p style=\"background: url(javascript:x)\">x</p>", "<blockquote cite=vbscript:x></blockquote>",
    "<a href=data:text/html,x>x</a>", "[a](javascript&colon;x)", "[a](\tjavascript:x)",
    "<VBScript:x>",
  ])
  func scriptsAreNoAddresses(markdown: String) throws {
    let problems = try PageSample.problems(markdown)
    #expect(problems.count == 1)
    #expect(problems.first?.contains(":' are not supported") == true, "\(problems)")
    #expect(try PageSample(markdown).writer().body().contains("href=\"?javascript") == false)
  }

  /// Percent-encoded, a scheme is a file's name to browsers, and no file is linked to.
  @Test(arguments: [
    "[a](%6Aavascript:x)", "[a](javascript%3Ax)", "[a](java%0Ascript%3Ax)",
    "<a href=\"%6Aavascript:x\">a</a>", "<a href='javascript%3Aalert(1)'>a</a>",
  ])
  func encodedSchemesAreNoAddresses(markdown: String) throws {
    #expect(try PageSample.problems(markdown).count == 1)
  }

  @Test(arguments: [
    "<p title=\"metadata: x\">x</p>", "<p title=\"javascript: the good parts\">x</p>",
    "<a href=\"https://example.org/javascript:x\">x</a>", "<p style=\"color: red\">x</p>",
    "[javascript: x](https://example.org)", "<svg><set to=\"metadata:x\" /></svg>",
  ])
  func wordsAreNoSchemes(markdown: String) throws {
    #expect(try PageSample.problems(markdown) == [])
  }

  @Test func rawLinksToChaptersAreReported() throws {
    #expect(
      try PageSample.problems("<a href=\"01-first.md\">x</a>") == [
        "Chapters/02-sample.md:6:10: error: this link is HTML, which stays as it is: write it in "
          + "Markdown, [words](01-first.md)"
      ])
    #expect(try PageSample.problems("<a href=\"https://example.org\">x</a>") == [])
    #expect(try PageSample.problems("<a href=\"#none\">x</a>").count == 1)
  }

  @Test(arguments: [
    ("javascript:alert(1)", "links to 'javascript:' are not supported"),
    ("file:///etc/passwd", "links to 'file:' are not supported"),
    (" JAVAscript:x", "links to 'JAVAscript:' are not supported"),
    ("java\\tscript:x", "links to 'javascript:' are not supported"),
    ("data:text/html,x", "links to 'data:' are not supported"),
    ("%6Aavascript:x", "'url' begins with https://, not as in '%6Aavascript:x'"),
    ("arxiv.org/abs/1", "'url' begins with https://, not as in 'arxiv.org/abs/1'"),
    ("10.1000/182", "'url' begins with https://, not as in '10.1000/182'"),
  ])
  func addressesOfWorks(url: String, problem: String) throws {
    let yaml = "- id: a\n  authors: [X]\n  year: 2020\n  title: T\n  url: \"\(url)\"\n"
    let error = message { try Bibliography(yaml: yaml, path: "refs.yaml") }
    #expect(error == "refs.yaml:1:1: error: 'a': \(problem)")
  }

  /// Every address that is written leads to a file and an id.
  @Test(arguments: ["a#b", "what?", "50%", "%2D", "x: y", "größe", "a&b", "it's", "search"])
  func fileNamesAreEscaped(slug: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = WebAddress.encoded(slug)
    let chapters = try [
      (slug, "## Part\n"), ("zz", "[a](\(file).md) [b](./\(file).md#part)\n"),
      ("zzz", "Not run.\n"),
    ].map { name, body in
      try Chapter.parse(
        "---\ntitle: T\nsummary: S.\nseed: 1\n---\n\(body)", displayPath: "Chapters/\(name).md")
    }
    #expect(chapters[0].slug == slug)
    let book = Book(chapters: chapters)
    for chapter in chapters.prefix(2) {
      let place = folder.appending(path: chapter.slug)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      let record = Record(
        program: try Program(chapter: chapter, book: book).hash, seed: 1, parameters: [], cells: [],
        inlineValues: [])
      try JSONEncoder().encode(record).write(to: place.appending(path: Record.fileName))
      let cost = Cost(
        compileSeconds: 1, runSeconds: 1, cellSeconds: [], peakBytes: 1, threads: 1,
        keptCheckpoints: 0, processor: "")
      try JSONEncoder().encode(cost).write(to: place.appending(path: Cost.fileName))
    }
    let site = try Site(
      book: book, bibliography: Bibliography(), mathematics: PageSample.mathematics)
    try site.render(into: folder)
    var count = 0
    for page in ["index.html", "\(slug)/index.html", "zz/index.html"] {
      let html = try String(contentsOf: folder.appending(path: page), encoding: .utf8)
      let ids = html.matches(of: #/\sid="?([^">\s]*)/#).map { String($0.1) }
      #expect(Set(ids).count == ids.count, "an id occurs twice in \(page)")
      for match in html.matches(of: #/\s(?:href|src)=(?:"([^"]*)"|([^">\s]+))/#) {
        let link = String(match.1 ?? match.2 ?? "").replacing("&#39;", with: "'")
        let base = URL(fileURLWithPath: "/").appending(path: page)
        let target = try #require(URL(string: link, relativeTo: base), "\(link)").absoluteURL
        #expect(target.isFileURL && target.query() == nil, "\(link) in \(page)")
        let path = folder.path + target.path(percentEncoded: false)
        #expect(FileManager.default.fileExists(atPath: path), "\(link) in \(page)")
        count += 1
      }
    }
    #expect(count > 20)
    let search = try String(contentsOf: folder.appending(path: "assets/search.js"), encoding: .utf8)
    #expect(search.contains("\"\(file)/index.html#part\""))
  }
}
