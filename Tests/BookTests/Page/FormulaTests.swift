import Testing

@testable import Book

@MainActor @Suite struct FormulaTests {
  @Test func formulasAreBothSeenAndHeard() throws {
    let html = try PageSample.body("Here $`x^2`$ .")
    #expect(
      html == """
        <p>Here <math><msup><mi>x</mi><mn>2</mn></msup></math>\
        <q class=katex aria-hidden=true><i>x</i><sup class=p>2</sup></q> .</p>

        """)
  }

  @Test func noLineBreaksBetweenAFormulaAndItsComma() throws {
    let html = try PageSample.body(
      "(Here $`x`$), so $`y`$ and $`a + b + c + d + e + f + g + h + i`$.")
    #expect(
      html.contains(
        "Here <span class=whole><math><mi>x</mi></math><q class=katex aria-hidden=true>"))
    #expect(html.contains("</q>),</span> so <math>"))
    #expect(html.ranges(of: "class=whole").count == 1)
  }

  @Test func labelledFormulasAreNumbered() throws {
    let html = try PageSample.body("```math\na\n```\n\n```math {#eq-b}\nb\n```\n\nBy @eq-b.")
    #expect(
      html.contains(
        "<div class=equation><div><math><mi>a</mi></math><q class=\"katex display\""))
    #expect(html.contains("<div class=equation id=eq-b><div>"))
    #expect(
      html.contains("<a class=number href=#eq-b aria-label=\"Equation\u{A0}1\">(1)</a>"))
    #expect(html.contains("By <a href=#eq-b>Equation\u{A0}1</a>."))
  }

  @Test func formulasKeepTheirShapeInAFifthOfTheMarkup() throws {
    let html = try PageSample.body("$`\\frac{\\beta_t}{2} + 1`$")
    #expect(
      html.contains(
        "<math><mfrac><msub><mi>β</mi><mi>t</mi></msub><mn>2</mn></mfrac><mo>+</mo><mn>1</mn></math>"
      ))
    #expect(html.contains("<q class=\"v mfrac n\"><q style=top:.345em>"))
    #expect(html.contains("<q class=frac-line></q>"))
    #expect(html.contains("<u>+</u><wbr>1</q>"))
  }

  @Test func accentsAndRootsAreTwoThingsInOnePlace() throws {
    #expect(
      try PageSample.body("$`\\bar\\alpha`$").contains("<q class=a><i>α</i><q>ˉ</q></q>"))
    let root = try PageSample.body("$`\\sqrt{x + 1}`$")
    #expect(root.contains("<q class=r><q><i>x</i><u>+</u>1</q><svg style=top:"))
    #expect(root.contains("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>"))
  }

  @Test(arguments: [
    ("L_\\mathrm{simple}", "<msub><mi>L</mi><mi>simple</mi></msub>"),
    ("10^{-4}", "<msup><mn>10</mn><mrow><mo>−</mo><mn>4</mn></mrow></msup>"),
    ("a\\, b", "<mi>a</mi><mi>b</mi>"), ("a b", "<mi>a</mi><mi>b</mi>"),
    ("\\mathcal{N}", "<mi mathvariant=script>N</mi>"),
  ])
  func wordsAndNumbersAreHeardWhole(tex: String, mathML: String) throws {
    #expect(try PageSample.body("$`\(tex)`$").contains("<math>\(mathML)</math>"))
  }

  @Test func aPathOfManyFormulasIsOnThePageOnce() {
    let view = " viewBox=\"0 0 9 9\" preserveAspectRatio=\"none\""
    let one = "<svg style=top:1em\(view)><path d=\"M0 0\"/></svg>"
    let other = "<svg\(view)><path d=\"M1 1\"/></svg>"
    let html = Page.sharingPaths("<p>\(one)\(other)\(one)</p>")
    let shared = "<svg style=top:1em><use href=\"#p-1\"/></svg>"
    #expect(
      html == """
        <svg class=hidden aria-hidden=true>\
        <symbol id=p-1\(view)><path d="M0 0"/></symbol></svg>
        <p>\(shared)\(other)\(shared)</p>
        """)
  }

  @Test func markupInFormulasIsText() throws {
    let html = try PageSample.body("$`\\text{<script>alert(1)</script>}`$")
    #expect(!html.contains("<script"))
    #expect(html.contains("&lt;script>"))
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

  @Test func missingKaTeXIsSaidPlainly() {
    #expect(throws: Mathematics.Missing.self) {
      try Mathematics(environment: ["KATEX_PATH": "/nowhere"])
    }
  }
}
