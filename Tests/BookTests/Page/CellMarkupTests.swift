import Foundation
import Outputs
import Testing

@testable import Book

@MainActor @Suite struct CellMarkupTests {
  private func picture(_ format: Output.Picture.Format) -> RecordedPicture {
    RecordedPicture(
      file: RecordedFile(name: "fig-a.\(format.fileExtension)", sha256: "0123456789abcdef"),
      format: format, width: 280, height: 56)
  }

  private func cell(_ options: String..., code: String = "let x = 1") -> String {
    "```swift\n" + options.map { "//| \($0)\n" }.joined() + code + "\n```"
  }

  @Test func codeIsHighlightedAndItsOptionsHidden() throws {
    let html = try PageSample.body(
      cell("export: true", code: "\nlet x: Int = f(\"a<b\") // so\n"))
    #expect(
      html
        == """
        <details class=code open><summary>line 6</summary><pre><code>\
        <b>let </b>x: <u>Int</u> = f(<s>"a&lt;b"</s>) <i>// so</i></code></pre></details>

        """)
  }

  @Test func printedTextIsEscaped() throws {
    let outputs: [RecordedOutput] = [
      .printed("<script>alert(1)</script>\n\u{1}[31m\n"), .warned("a & b"),
      .shown(content: .text("</pre>")),
    ]
    let html = try PageSample.body(cell("echo: false"), outputs: [outputs])
    #expect(
      html == """
        <div class=cell>
        <pre class="output printed">&lt;script>alert(1)&lt;/script>
        \u{FFFD}[31m</pre>
        <pre class="output warned" aria-label="Printed to stderr">a &amp; b</pre>
        <pre class="output shown">&lt;/pre></pre>
        </div>

        """)
  }

  @Test func foldedHiddenAndLeftOutCells() throws {
    let printed: [RecordedOutput] = [.printed("x")]
    #expect(
      try PageSample.body(cell("fold: true")).contains(
        "<details class=code><summary>line 6</summary><pre><code>"))
    #expect(
      try PageSample.body(cell("fold: true"), outputs: [printed]).contains(
        "<div class=cell>\n<details class=code><summary>line 6</summary><pre><code>"))
    #expect(try PageSample.body(cell("echo: false")) == "")
    #expect(try PageSample.body(cell("include: false"), outputs: [printed]) == "")
    #expect(
      try PageSample.body(cell("label: training")).contains("<details class=code id=training open>")
    )
    #expect(
      try PageSample.body(cell("label: training"), outputs: [printed]).contains(
        "<div class=cell id=training>\n<details class=code open>"))
  }

  @Test func titledCodeIsFolded() throws {
    #expect(
      try PageSample.body(cell("title: A < b", "label: training")).contains(
        "<details class=\"code titled\" id=training><summary>A &lt; b · line 6</summary><pre><code>"
      ))
    #expect(
      try PageSample.body(cell("title: Training loop", "fold: false")).contains(
        "<details class=\"code titled\" open><summary>Training loop · line 6</summary>"))
    for title in ["\"\"", "[a]", String(repeating: "a", count: 101)] {
      #expect(throws: Diagnostics.self) { try PageSample.body(cell("title: \(title)")) }
    }
  }

  @Test func foldedCodeOfAFigureFollowsIt() throws {
    let options = ["label: fig-a", "alt: b", "caption: c"]
    let shown = RecordedOutput.shown(content: .drawing(summary: ""), picture: picture(.svg))
    func places(_ folded: [String], _ outputs: [RecordedOutput]) throws -> (Int, Int) {
      let code = "```swift\n" + (folded + options).map { "//| \($0)\n" }.joined() + "f()\n```"
      let html = try PageSample.body(code, outputs: [outputs])
      func place(_ text: String) throws -> Int {
        html.distance(
          from: html.startIndex, to: try #require(html.firstRange(of: text)).lowerBound)
      }
      return (try place("<details class="), try place("<figure"))
    }
    let open = try places([], [shown])
    #expect(open.0 < open.1)
    for folded in ["fold: true", "title: T"] {
      let (code, figure) = try places([folded], [shown])
      #expect(figure < code, "\(folded)")
      // Printed text has its code above it.
      let printed = try places([folded], [.printed("x"), shown])
      #expect(printed.0 < printed.1, "\(folded)")
    }
  }

  @Test func checksAreTicks() throws {
    let html = try PageSample.body(
      cell("echo: false"),
      outputs: [[.check(message: "1 < 2", passed: true), .check(message: "no", passed: false)]])
    #expect(
      html == """
        <ul class=checks aria-label="Tested by the run">
        <li>1 &lt; 2
        <li class=broken><span class=hidden>Does not hold: </span>no
        </ul>

        """)
  }

  @Test(arguments: [
    ("compile", "Does not compile, on purpose"), ("trap", "Traps, on purpose"),
    ("throw", "Throws, on purpose"),
  ])
  func intendedFailuresAreMarked(kind: String, title: String) throws {
    let html = try PageSample.body(cell("error: \(kind)"), outputs: [[.failed("no <T>\n")]])
    #expect(
      html.contains(
        "<div class=failure><p>\(title)</p>\n<pre class=output>no &lt;T></pre></div>"))
  }

  @Test func figuresAreNumberedAndCaptioned() throws {
    let options = [
      "label: fig-a", "alt: A \"b\" <c>", "caption: 'It *falls*: <script>, see @fig-a.'",
    ]
    let source = cell(options[0], options[1], options[2]) + "\n\nSee @fig-a."
    let html = try PageSample.body(
      source, outputs: [[.shown(content: .drawing(summary: "t"), picture: picture(.svg))]])
    #expect(
      html.contains(
        """
        <figure id=fig-a>
        <a class=zoom href=fig-a.svg><img src=fig-a.svg alt="A &quot;b&quot; &lt;c&gt;" \
        width=280 height=56 loading=lazy></a>
        <figcaption><a href=#fig-a>Figure\u{A0}1</a>. It <em>falls</em>: \
        &lt;script&gt;, see <a href=#fig-a>Figure\u{A0}1</a>.\
        <details><summary>Make it again</summary>\
        <code>swift run walkthrough run 2</code> writes fig-a.svg, \
        SHA-256 <code>0123456789ab…</code></details></figcaption>
        </figure>
        <p>See <a href=#fig-a>Figure\u{A0}1</a>.</p>
        """))
  }

  @Test func aTableHasItsCaptionAbove() throws {
    let html = try PageSample.body(
      cell("label: tbl-a", "caption: Costs", "echo: false"),
      outputs: [
        [.shown(content: .table(Output.Table(columns: [.init("a", isNumeric: false)], rows: [])))]
      ])
    #expect(
      html == """
        <figure id=tbl-a>
        <figcaption><a href=#tbl-a>Table\u{A0}1</a>. Costs</figcaption>
        <div class=table><table><thead><tr><th>a
        <tbody>
        </table></div>
        <p class=note>No rows.</p>
        </figure>

        """)
  }

  @Test func aFilmSaysItsFrames() throws {
    let film = Output.Film(
      title: "Noise \"1\"", labels: ["t = 0", "it's <b>", "\"q\"\n"], columns: 2, width: 24,
      height: 12, isPixelated: true)
    let html = try PageSample.body(
      cell("label: fig-a", "alt: A <b>", "echo: false"),
      outputs: [[.shown(content: .film(film), picture: picture(.png))]])
    #expect(
      html.contains(
        """
        <div class="scrubber" style="--width:24;--height:12;--columns:2;--rows:2" \
        data-title="Noise &quot;1&quot;" data-frames="3" data-columns="2" \
        data-labels='["t = 0","it&#39;s &lt;b&gt;","\\"q\\"\\n"]'>\
        <p class=scrubber-title>Noise &quot;1&quot;</p><div class=window>\
        <img loading=lazy class="pixels" src="fig-a.png" alt="A &lt;b&gt;" width="280" height="56">\
        </div><div class=controls></div></div>
        """))
  }

  @Test func imagesAreTheirSheet() throws {
    let grid = Output.ImageGrid(
      count: 3, columns: 2, width: 28, height: 28, scale: 2, hasColor: false, missingValues: 0,
      labels: [], rowLabels: [])
    let html = try PageSample.body(
      cell("echo: false"), outputs: [[.shown(content: .images(grid), picture: picture(.png))]])
    #expect(
      html.contains(
        """
        <div class=picture>
        <img loading=lazy class="pixels" src="fig-a.png" alt="3 images of 28 × 28, 2 in a row" \
        width="280" height="56">
        </div>
        """))
  }

  @Test func aTableOfTheRunSaysItsAlignmentOnce() throws {
    let table = Output.Table(
      columns: [.init("name", isNumeric: false), .init("loss", isNumeric: true)],
      rows: [["a < b", "-1"], ["c-d", "2"]])
    let html = try PageSample.body(
      cell("echo: false"), outputs: [[.shown(content: .table(table))]])
    #expect(
      html.contains(
        """
        <div class=table><table class=r2><thead><tr><th>name<th>loss
        <tbody>
        <tr><td>a &lt; b<td>−1
        <tr><td>c-d<td>2
        </table></div>
        """))
  }

  @Test func theWordsUnderAFigureAreOnThePage() throws {
    let words = "1 of 2 points is < finite."
    let drawing = try PageSample.body(
      cell("label: fig-a", "alt: A curve."),
      outputs: [[.shown(content: .drawing(summary: "t", note: words), picture: picture(.svg))]])
    #expect(drawing.contains("alt=\"A curve. 1 of 2 points is &lt; finite.\""))
    let own = try PageSample.body(
      cell("echo: false"),
      outputs: [[.shown(content: .drawing(summary: "t", note: words), picture: picture(.svg))]])
    #expect(own.contains("1 of 2 points is &lt; finite.\""))
    let film = Output.Film(
      title: "f", labels: ["1"], columns: 1, width: 3, height: 4, isPixelated: false, note: words)
    let played = try PageSample.body(
      cell("label: fig-a", "alt: A film."),
      outputs: [[.shown(content: .film(film), picture: picture(.png))]])
    #expect(played.contains("</div>\n<p class=note>1 of 2 points is &lt; finite.</p>"))
    #expect(played.contains("alt=\"A film. 1 of 2 points is &lt; finite.\""))
    let table = Output.Table(columns: [.init("a", isNumeric: false)], rows: [])
    let empty = try PageSample.body(
      cell("echo: false"), outputs: [[.shown(content: .table(table))]])
    #expect(empty.contains("<p class=note>No rows.</p>"))
  }

  @Test func aFigureThatShowsTextIsReported() throws {
    #expect(
      try PageSample.problems(
        cell("label: fig-a", "alt: A."), outputs: [[.shown(content: .text("3"))]]) == [
          "Chapters/02-sample.md:6:1: error: 'fig-a' shows text, and no figure or table that it could "
            + "label"
        ])
  }

  @Test func charactersThatNoPageMayContainAreReplaced() throws {
    // Swift's literals refuse U+FDD0.
    let other = try #require(Unicode.Scalar(0xFDD0 as UInt32))
    let table = Output.Table(
      columns: [.init("a\u{FFFE}b", isNumeric: false)], rows: [["c\(other)\u{1FFFF}\u{7F}d"]])
    let html = try PageSample.body(
      cell("echo: false"), outputs: [[.shown(content: .table(table))]])
    #expect(html.contains("a\u{FFFD}b") && html.contains("c\u{FFFD}\u{FFFD}\u{FFFD}d"))
    #expect(HTML.escape("é\u{10FFFD}\u{E000}\n\t") == "é\u{10FFFD}\u{E000}\n\t")
    #expect(HTML.attribute("alt", "\u{FFFF}") == " alt=\u{FFFD}")
  }

  @Test func aMissingPictureIsReported() throws {
    let missing = RecordedPicture(
      file: RecordedFile(name: "fig-none.svg", sha256: ""), format: .svg, width: 1, height: 1)
    let problems = try PageSample.problems(
      cell("label: fig-none", "alt: A."),
      outputs: [[.shown(content: .drawing(summary: ""), picture: missing)]])
    #expect(problems.count == 1)
    #expect(problems.first?.hasSuffix("fig-none.svg is missing: run the chapter") == true)
  }

  @Test func aFigureThatTheRunDidNotShowIsReported() throws {
    #expect(
      try PageSample.problems(cell("label: fig-a", "alt: A.")) == [
        "Chapters/02-sample.md:6:1: error: 'fig-a' labels a cell that shows nothing: show a figure or a table, or remove the label"
      ])
  }

  @Test(arguments: [
    (0.04, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.4, "59 s"), (125.2, "2 min 05 s"),
    (3_780, "1 h 03 min"),
  ])
  func timesReadWell(seconds: Double, text: String) {
    #expect(ElapsedTime(seconds: seconds).description == text)
  }
}
