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

  /// Each at its own `@`, whatever stands before it.
  @Test(arguments: [
    ("[@]", ["2"]), ("x@y.z [@]", ["8"]), ("[@; @ho2020]", ["2"]), ("[@ho2020; @]", ["11"]),
    ("[@ho2020;@; @]", ["10", "13"]), ("\\@ [@]", ["5"]), ("&#64; a&amp;b [@]", ["16"]),
    ("*@* [@]", ["6"]), ("`@` [-@]", ["7"]), ("[@] and [@]", ["2", "10"]), ("é [@]", ["5"]),
    ("@main [@]", ["8"]),
  ])
  func anEmptyCitationIsReportedAtItsPlace(markdown: String, columns: [String]) throws {
    #expect(
      try PageSample.problems(markdown)
        == columns.map {
          "Chapters/02-sample.md:6:\($0): error: this '@' has no id of a work: write one, @ho2020"
        })
  }

  @Test(arguments: [
    ("a@no1999 @no1999 @no1999", [10, 18]), ("[@ho2020; @no1999; see @no1999]", [11, 20]),
    ("[@ho2020; @fig-no; @fig-no]", [11, 20]), ("[@ho2020; no]", [11]), ("[@ho2020; ]", [11]),
  ])
  func partsOfAGroupAreReportedAtTheirPlaces(markdown: String, columns: [Int]) throws {
    #expect(
      try PageSample.problems(markdown).map { $0.split(separator: ":")[2] }
        == columns.map { "\($0)" })
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
