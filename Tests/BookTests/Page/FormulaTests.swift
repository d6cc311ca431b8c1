import Testing

@testable import Book

@MainActor @Suite struct FormulaTests {
  @Test func formulasAreBothSeenAndHeard() throws {
    let html = try PageSample.body("Here $`x^2`$ .")
    #expect(
      html.hasPrefix(
        """
        <p>Here <span class="katex"><span class="katex-mathml">\
        <math xmlns="http://www.w3.org/1998/Math/MathML"><semantics>\
        <mrow><msup><mi>x</mi><mn>2</mn></msup></mrow>\
        <annotation encoding="application/x-tex">x^2</annotation></semantics></math></span>\
        <span class="katex-html" aria-hidden="true">
        """))
    #expect(html.hasSuffix("</span></span> .</p>\n"))
  }

  @Test func noLineBreaksBetweenAFormulaAndItsComma() throws {
    let html = try PageSample.body(
      "(Here $`x`$), so $`y`$ and $`a + b + c + d + e + f + g + h + i`$.")
    #expect(html.contains("Here <span class=whole><span class=\"katex\">"))
    #expect(html.contains("</span>),</span> so <span class=\"katex\">"))
    #expect(html.ranges(of: "class=whole").count == 1)
  }

  @Test(arguments: [
    ("a ($`x`$-step) b", "a <span class=whole>(<F>-step)</span> b"),
    ("non-$`x`$, b", "<span class=whole>non-<F>,</span> b"),
    ("a $`x`$[@ho2020]", "a <F>(<a"),
    ("incomprehensibly$`x`$’s", "incomprehensibly<span class=whole><F>’s</span>"),
    ("$`x`$/$`x`$", "<span class=whole><F>/</span><F>"),
  ])
  func wordsWithFormulasStayWhole(markdown: String, html: String) throws {
    let formula = try PageSample.mathematics.html("x", display: false).get()
    let body = try PageSample.body(markdown).replacing(formula, with: "<F>")
    #expect(body.contains(html), "\(body)")
  }

  @Test func labelledFormulasAreNumbered() throws {
    let html = try PageSample.body("```math\na\n```\n\n```math {#eq-b}\nb\n```\n\nBy @eq-b.")
    #expect(html.contains("<div class=equation><div><span class=\"katex-display\">"))
    #expect(html.contains("<div class=equation id=eq-b><div>"))
    #expect(
      html.contains("<a class=number href=#eq-b aria-label=\"Equation\u{A0}1\">(1)</a>"))
    #expect(html.contains("By <a href=#eq-b>Equation\u{A0}1</a>."))
  }

  @Test func markupInFormulasIsText() throws {
    let html = try PageSample.body("$`\\text{<script>alert(1)</script>}`$")
    #expect(!html.contains("<script"))
    #expect(html.contains("&lt;script&gt;"))
  }

  @Test func charactersBeyondTheBasicPlaneSurvive() throws {
    let html = try PageSample.body("$`\\text{é 𝒜}`$")
    #expect(html.contains("<mtext> 𝒜</mtext>") || html.contains("<mtext>\u{A0}𝒜</mtext>"))
  }

  @Test(arguments: [
    ("Text $`a & b`$.", "6:10", "Expected 'EOF', got '&'"),
    ("one\ntwo $`x`$ and $`\\foo`$", "7:17", "Undefined control sequence: \\foo"),
    ("> quoted $`é + \\foo`$", "6:17", "Undefined control sequence: \\foo"),
    (
      "- item\n\n  ```math {#eq-x}\n  a\n    + \\foo\n  ```", "10:7",
      "Undefined control sequence: \\foo"
    ),
    ("| a |\n|---|\n| $`\\foo`$ |", "8:5", "Undefined control sequence: \\foo"),
    ("$`a\n  = \\foo`$", "7:5", "Undefined control sequence: \\foo"),
  ])
  func mistakesAreReportedAtTheirOwnCharacter(
    markdown: String, place: String, message: String
  ) throws {
    #expect(
      try PageSample.problems(markdown) == [
        "Chapters/02-sample.md:\(place): error: TeX: \(message)"
      ])
  }

  @Test func mistakesInCaptionsNameTheCell() throws {
    let cell = "```swift\n//| label: fig-a\n//| alt: A.\n//| caption: It is $`\\foo`$.\n1\n```"
    let picture = RecordedPicture(
      file: RecordedFile(name: "fig-a.png", sha256: ""), format: .png, width: 1, height: 1)
    let problems = try PageSample.problems(
      cell, outputs: [[.shown(content: .drawing(summary: "x"), picture: picture)]])
    #expect(
      problems == ["Chapters/02-sample.md:9:22: error: TeX: Undefined control sequence: \\foo"])
  }
}
