import Testing

@testable import Book

@MainActor @Suite struct ReferenceTests {
  @Test func citationsAreByAuthorAndYear() throws {
    let sample = try PageSample("So it is [@ho2020; @kingma2014], and @kingma2014 says so.")
    let writer = sample.writer()
    #expect(
      writer.body() == """
        <p>So it is (<a href=#ref-ho2020>Ho et al., 2020</a>; \
        <a href=#ref-kingma2014>Kingma &amp; Ba, 2014</a>), and \
        <a href=#ref-kingma2014>Kingma &amp; Ba (2014)</a> says so.</p>

        """)
    #expect(
      writer.references() == """
        <section class=references aria-labelledby=references>
        <h2 id=references>References</h2>
        <ul>
        <li id=ref-ho2020>Jonathan Ho, Ajay Jain &amp; Pieter Abbeel (2020). \
        <a href=https://example.org/a?b&amp;c>Denoising &lt;Diffusion&gt;</a>. <em>NeurIPS</em>.
        <li id=ref-kingma2014>Diederik P. Kingma &amp; Jimmy Ba (2014). Adam.
        </ul>
        </section>

        """)
  }

  @Test func noParenthesisOpensWithinAnother() throws {
    let html = try PageSample.body("It is (a *step*,\nequation 2 of [@ho2020]). So [@ho2020].")
    #expect(html.contains("equation 2 of <a href=#ref-ho2020>Ho et al., 2020</a>). So (<a"))
  }

  @Test func worksOfTheSameAuthorsAndYearGetLetters() {
    let works = ["a", "b"].map {
      Bibliography.Work(id: $0, authors: ["Jonathan Ho"], year: 2020, title: $0)
    }
    let bibliography = Bibliography(works)
    #expect(works.map(bibliography.year) == ["2020a", "2020b"])
  }

  @Test func familyNamesAreFound() {
    func authors(_ names: String...) -> String {
      Bibliography.Work(id: "x", authors: names, year: 1, title: "").shortAuthors
    }
    #expect(authors("Laurens van der Maaten", "Kingma, D. P.") == "van der Maaten & Kingma")
    #expect(authors("Plato") == "Plato")
  }

  @Test func sectionsAreReferredToByTheirHeadings() throws {
    let html = try PageSample.body("See @sec-way.\n\n## The *way* back {#sec-way}\n")
    #expect(html.contains("See <a href=#sec-way>The way back</a>."))
  }

  @Test(arguments: [
    (
      "Now\nsee @fig-nothing.",
      "7:5: error: no figure, table, equation or section has the label 'fig-nothing'"
    ),
    (
      "So [@ho2020; @nobody1999].",
      "6:14: error: no work in references.yaml has the id 'nobody1999'"
    ),
    ("As @nobody1999 says", "6:4: error: no work in references.yaml has the id 'nobody1999'"),
    ("So [@ho2020, p. 3].", "6:5: error: no work in references.yaml has the id 'ho2020, p. 3'"),
    ("A [link](#nowhere).", "6:10: error: no heading or cell has the id 'nowhere'"),
    ("A [link](07-none.md).", "6:10: error: there is no chapter '07-none.md'"),
    (
      "A [link](01-first.md#none).",
      "6:10: error: no heading or cell of 01-first.md has the id 'none'"
    ),
    ("A [link](javascript:alert).", "6:10: error: links to 'javascript:' are not supported"),
    (
      "A note.[^none]\n\n## A {#sec-a}\n\n## B {#sec-a}",
      "10:1: error: the label 'sec-a' is used twice"
    ),
  ])
  func brokenReferencesAndLinksAreReported(markdown: String, problem: String) throws {
    #expect(try PageSample.problems(markdown) == ["Chapters/02-sample.md:" + problem])
  }

  @Test func linksToChaptersLeadToTheirPages() throws {
    let html = try PageSample.body(
      "[a](01-first.md) [b](01-first.md#there) [c](03-later.md) [d](#x)\n\n## X")
    let addresses = html.matches(of: #/<a href=([^>]+)>/#).map { String($0.1) }
    #expect(
      addresses == [
        "../01-first/index.html", "../01-first/index.html#there", "../index.html#03-later", "#x",
        "#x",
      ])
  }

  @Test func anAtSignElsewhereIsText() throws {
    #expect(try PageSample.body("Mark it @main, me@x.org or `@fig-a`.").contains("it @main, "))
  }

  @Test(arguments: [
    ("- id: a\n  year: 2020\n", "refs.yaml:1:1: error: a work needs 'authors'"),
    (
      "- id: a\n  authors: [X]\n  year: soon\n  title: T\n",
      "refs.yaml:1:1: error: 'year' should be Int"
    ),
    ("- {id: a", "refs.yaml:2:1: error: not YAML: did not find expected ',' or '}'"),
    ("a: b", "refs.yaml:1:1: error: expected a list of works, each `- id: …`"),
  ])
  func brokenListsOfWorksAreReportedAtTheirLine(yaml: String, problem: String) throws {
    #expect(message { try Bibliography(yaml: yaml, path: "refs.yaml") } == problem)
  }
}
