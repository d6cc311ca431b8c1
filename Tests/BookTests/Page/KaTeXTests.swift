import Foundation
import Testing

@testable import Book

/// KaTeX as it runs in this process.
@MainActor @Suite struct KaTeXTests {
  private static let samples: [String] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appending(path: "KaTeX.tex")
    let lines = try! String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    return lines.filter { !$0.hasPrefix("# ") }.map(String.init)
  }()

  @Test func everythingThatKaTeXSupportsRenders() {
    #expect(Self.samples.count > 500)
    for tex in Self.samples {
      switch PageSample.mathematics.html(tex, display: true) {
      case .success(let html):
        #expect(html.contains("<math "))
        #expect(html.contains("class=\"katex-html\" aria-hidden=\"true\""))
        #expect(!html.contains("katex-error") && !html.contains("#cc0000"), "\(tex)")
      case .failure(let mistake):
        Issue.record("\(tex): \(mistake.message)")
      }
    }
  }

  @Test(arguments: ["matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix"])
  func matricesStandInSentences(environment: String) throws {
    let html = try PageSample.body(
      "With $`\\begin{\(environment)}a & b \\\\ c & d\\end{\(environment)}`$.")
    #expect(html.contains("<mtable "))
    #expect(html.contains("<mtd><mstyle") || html.contains("<mtd>"))
  }

  @Test(arguments: [
    ("\\href{https://example.org}{x}", "\\href"), ("\\url{https://example.org}", "\\url"),
    ("\\htmlClass{a}{x}", "\\htmlClass"), ("\\htmlId{a}{x}", "\\htmlId"),
    ("\\htmlStyle{color: red}{x}", "\\htmlStyle"), ("\\htmlData{a=b}{x}", "\\htmlData"),
    ("\\includegraphics{a.png}", "\\includegraphics"),
  ])
  func commandsForTrustedAuthorsAreMistakes(tex: String, command: String) throws {
    #expect(
      try PageSample.problems("So $`y + \(tex)`$.") == [
        "Chapters/02-sample.md:6:10: error: TeX: \(command) is not allowed: "
          + "a formula has no links, images or attributes"
      ])
  }

  @Test func theAnnotationKeepsItsBackslashes() throws {
    let tex = "\\def\\ubeef{x}\\ubeef"
    let html = try PageSample.mathematics.html(tex, display: false).get()
    #expect(html.contains("<annotation encoding=\"application/x-tex\">\(tex)</annotation>"))
  }

  /// Duktape has only part of ECMAScript 2015.
  @Test(arguments: [
    ("[1, 2, 3].fill(0, -2)", "1,0,0"), ("new Array(2).fill('a', undefined, 1)", "a,"),
    ("[1, 2, 3].find(function (x) { return x > 1; })", "2"),
    ("[1].find(function (x) { return x > 1; })", "undefined"),
    ("[1, 2, 3].findIndex(function (x) { return x > 2; })", "2"),
    ("[NaN].includes(NaN) + ',' + [1, 2].includes(1, 1)", "true,false"),
    ("Array.from('ab', function (x, i) { return x + i; })", "a0,b1"),
    ("Array.of(7, 8).length", "2"), ("Object.entries({ a: 1, b: 2 })", "a,1,b,2"),
    ("Object.values({ a: 1, b: 2 })", "1,2"), ("'5'.padStart(4, 'ab')", "aba5"),
    ("'5'.padEnd(3) + '|' + 'abc'.padEnd(2)", "5  |abc"),
    ("(function () { for (var key in []) return key; return 'nothing'; })()", "nothing"),
  ])
  func builtInFunctionsOfLaterJavaScript(program: String, value: String) throws {
    #expect(try PageSample.mathematics.evaluate(program) == value)
  }

  @Test func missingKaTeXIsSaidPlainly() {
    #expect(throws: Mathematics.Missing.self) {
      try Mathematics(environment: ["KATEX_PATH": "/nowhere"])
    }
  }

  @Test func aBrokenKaTeXIsNamedWithItsReason() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("katex = x => x".utf8).write(to: folder.appending(path: "katex.min.js"))
    let error = #expect(throws: Mathematics.Missing.self) {
      try Mathematics(environment: ["KATEX_PATH": folder.path])
    }
    #expect(
      error?.description.contains("/katex.min.js cannot be loaded: SyntaxError") == true)
  }
}
