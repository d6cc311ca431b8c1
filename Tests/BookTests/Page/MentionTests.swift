import Outputs
import Testing

@testable import Book

/// References and citations next to punctuation, by the rules of Pandoc and Quarto.
@MainActor @Suite struct MentionTests {
  private static let figure = """
    ```swift
    //| label: fig-a
    //| alt: A.
    //| echo: false
    1
    ```


    """
  private static let link = "<a href=#fig-a>Figure\u{A0}1</a>"

  private func body(_ markdown: String) throws -> String {
    let picture = RecordedPicture(
      file: RecordedFile(name: "fig-a.png", sha256: ""), format: .png, width: 1, height: 1)
    let body = try PageSample.body(
      Self.figure + markdown,
      outputs: [[.shown(content: .drawing(summary: "x"), picture: picture)]])
    let start = try #require(body.range(of: "</figure>\n"))
    return String(body[start.upperBound...]).trimming("\n")
  }

  @Test(arguments: [
    ("\"@fig-a\"", "\"<>\""), ("“@fig-a”", "“<>”"), ("‘@fig-a’", "‘<>’"), ("'@fig-a'", "'<>'"),
    ("«@fig-a»", "«<>»"), ("@fig-a/@fig-a", "<>/<>"), ("@Fig-a", "<>"), ("見よ@fig-a。", "見よ<>。"),
    ("a:@fig-a;", "a:<>;"), ("…@fig-a’s", "…<>’s"), ("=@fig-a", "=<>"),
    ("[@fig-a]", "<>"), ("[@fig-a; @fig-a]", "<>, <>"), ("1–@fig-a", "1–<>"), ("x-@fig-a", "x-<>"),
    ("-@fig-a", "<a href=#fig-a>1</a>"), ("Figures -@fig-a", "Figures <a href=#fig-a>1</a>"),
    ("\\\\@fig-a", "\\<>"),
  ])
  func referencesNextToPunctuation(markdown: String, html: String) throws {
    #expect(try body(markdown) == "<p>\(html.replacing("<>", with: Self.link))</p>")
  }

  @Test(arguments: [
    ("\\@fig-a", "@fig-a"), ("\"\\@fig-a\"", "\"@fig-a\""), ("&#64;fig-a", "@fig-a"),
    ("\\[\\@ho2020]", "[@ho2020]"), ("me@fig-a", "me@fig-a"), ("\\@ho2020", "@ho2020"),
    ("`@fig-a`", "<code>@fig-a</code>"), ("@main, @escaping", "@main, @escaping"),
    ("-\\@fig-a", "-@fig-a"),
  ])
  func escapedOnesAndAddressesAreText(markdown: String, html: String) throws {
    #expect(try body("x " + markdown) == "<p>x \(html)</p>")
  }

  @Test(arguments: [
    ("\"@fig-typo\"", 2), ("“@fig-typo”", 4), ("x/@fig-typo", 3), ("@Fig-typo", 1),
    ("-@fig-typo", 2), ("[@fig-typo]", 2),
  ])
  func aTypoIsReportedAtItsPlace(markdown: String, column: Int) throws {
    #expect(
      try PageSample.problems(markdown) == [
        "Chapters/02-sample.md:6:\(column): error: no figure, table, equation or section has the "
          + "label 'fig-typo'"
      ])
  }

  @Test func citationsNextToPunctuation() throws {
    let html = try PageSample.body("\"@ho2020\" and (@kingma2014) and Ho -@ho2020, [-@ho2020].")
    let text = HTML.textOnly(html)
    #expect(
      text == "\"Ho et al. (2020)\" and (Kingma &amp; Ba (2014)) and Ho (2020), (2020).\n")
    #expect(
      try PageSample.problems("(“@nobody1999”)") == [
        "Chapters/02-sample.md:6:5: error: no work in references.yaml has the id 'nobody1999'"
      ])
  }
}
