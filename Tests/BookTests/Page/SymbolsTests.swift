import Foundation
import Testing

@testable import Book

/// The list of symbols and terms, and its page.
@MainActor @Suite struct SymbolsTests {
  @Test func symbolsOfPaperAndCodeStandSideBySide() throws {
    let (book, yaml) = try Self.symbols("  code: epochs\n  meaning: How often.\n  chapter: 01-one")
    let symbols = try Symbols(yaml: yaml, path: "symbols.yaml", in: book)
    let page = SymbolsPage(
      symbols: symbols, book: book, mathematics: PageSample.mathematics, published: ["01-one"])
    let html = try page.html()
    #expect(
      html.contains(#/<tr id="symbol-epochs"><td><span class="katex">.{0,120}<mi>E<\/mi>/#))
    #expect(html.contains("<code>epochs</code></td><td>How often.</td>"))
    #expect(html.contains("<a href=\"01-one/index.html\">One</a>"))
  }

  @Test func termsFollowTheSymbols() throws {
    let (book, yaml) = try Self.symbols(
      "  meaning: How often.\n  chapter: 01-one\n"
        + "- word: epoch\n  meaning: A pass, $`E`$ of them.\n  chapter: 01-one")
    let symbols = try Symbols(yaml: yaml, path: "symbols.yaml", in: book)
    let page = SymbolsPage(
      symbols: symbols, book: book, mathematics: PageSample.mathematics, published: ["01-one"])
    let html = try page.html()
    #expect(
      html.contains(
        #/<dt id="word-epoch">epoch<\/dt><dd>A pass, <span class="katex">.{0,120}<mi>E<\/mi>/#))
    #expect(html.contains(" of them. <a href=\"01-one/index.html\">One</a></dd>"))
    #expect(html.matches(of: #/<tr id=/#).count == 1)
    var search = SearchIndex()
    search.add(symbols)
    #expect(search.sections.map(\.title) == ["E", "epoch"])
  }

  @Test(arguments: [
    ("  meaning: M", "1:1: error: a symbol needs 'chapter'"),
    (
      "  word: epoch\n  meaning: M\n  chapter: 01-one",
      "1:1: error: expected either 'symbol' or 'word'"
    ),
    ("  meaning: M\n  chapter: 09-none", "1:1: error: there is no chapter '09-none'"),
    (
      "  meaning: M\n  code: none\n  chapter: 01-one",
      "1:1: error: 'none' does not occur in 01-one"
    ),
    (
      "  meaning: M\n  chapter: 01-one\n- symbol: E\n  meaning: N\n  chapter: 01-one",
      "4:1: error: 'E' is listed twice"
    ),
    ("  meaning: [", "3:1: error: not YAML"),
  ])
  func brokenListsOfSymbolsAreReportedAtTheirLine(rest: String, problem: String) throws {
    let (book, yaml) = try Self.symbols(rest)
    let error = message { try Symbols(yaml: yaml, path: "symbols.yaml", in: book) }
    #expect(error.contains(problem.split(separator: " ", maxSplits: 1)[1]))
  }

  private static func symbols(_ rest: String) throws -> (Book, String) {
    let source = "---\ntitle: One\nsummary: S\nseed: 1\n---\n```swift\nlet epochs = 8\n```\n"
    let chapter = try Chapter.parse(source, displayPath: "Chapters/01-one.md")
    return (Book(chapters: [chapter]), "- symbol: E\n\(rest)\n")
  }
}
