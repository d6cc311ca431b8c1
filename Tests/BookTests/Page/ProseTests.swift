import Testing

@testable import Book

@MainActor @Suite struct ProseTests {
  @Test(arguments: [
    (
      "Two *words* **here** ~~not~~ `code`",
      "<p>Two <em>words</em> <strong>here</strong> <del>not</del> <code>code</code></p>\n"
    ),
    ("a\nb  \nc", "<p>a\nb<br>\nc</p>\n"),
    ("> wise", "<blockquote>\n<p>wise</p>\n</blockquote>\n"),
    ("- a\n- b", "<ul>\n<li>a\n<li>b\n</ul>\n"),
    ("3. a\n4. b", "<ol start=3>\n<li>a\n<li>b\n</ol>\n"),
    (
      "- [x] a",
      "<ul>\n<li class=task><input type=checkbox disabled checked aria-label=done> a\n</ul>\n"
    ),
    ("***", "<hr>\n"),
    ("```sh\nls < x\n```", "<div class=code><pre><code>ls &lt; x\n</code></pre></div>\n"),
    ("www.example.org", "<p><a href=http://www.example.org>www.example.org</a></p>\n"),
    (
      "[a](https://example.org/?a=1&b=2 \"t\")",
      "<p><a href=\"https://example.org/?a=1&amp;b=2\" title=t>a</a></p>\n"
    ),
  ])
  func constructs(markdown: String, html: String) throws {
    #expect(try PageSample.body(markdown) == html)
  }

  @Test func tablesScrollInTheirBoxAndKeepTheirAlignment() throws {
    let html = try PageSample.body("| a | b |\n|---|--:|\n| 1 | *2* |")
    #expect(
      html == """
        <div class=table><table class=r2><thead><tr><th>a<th>b
        <tbody>
        <tr><td>1<td><em>2</em>
        </table></div>

        """)
  }

  @Test func headingsHaveAnchorsAndTheirOwnIDs() throws {
    let html = try PageSample.body(
      "## A & B\n\n## A & B\n\n## Named {#sec-x}\n\n### References\n\n# Top")
    let ids = html.matches(of: #/<h(\d) id=([^>]+)>/#).map { "\($0.1) \($0.2)" }
    #expect(ids == ["2 a--b", "2 a--b-1", "2 sec-x", "3 references-1", "2 top-1"])
    #expect(html.contains("<a href=#sec-x>Named</a></h2>"))
  }

  @Test(arguments: ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"])
  func callouts(kind: String) throws {
    let html = try PageSample.body("> [!\(kind)]\n> Mind **this**.\n>\n> And that.")
    #expect(
      html == """
        <div class="callout \(kind.lowercased())" role="note">
        <p class="callout-title">\(kind.capitalized)</p>
        <p>Mind <strong>this</strong>.</p>
        <p>And that.</p>
        </div>

        """)
  }

  @Test func rawMarkupPassesThrough() throws {
    let html = try PageSample.body(
      "<details>\n<summary>Solution</summary>\n\nBecause *so*.\n\n</details>")
    #expect(
      html == "<details>\n<summary>Solution</summary>\n<p>Because <em>so</em>.</p>\n</details>\n")
  }

  @Test func aFootnoteStandsBesideTheBlockThatRefersToIt() throws {
    let html = try PageSample.body("Text.[^why] More.[^why]\n\nNext.\n\n[^why]: Because *so*.")
    #expect(html.hasPrefix("<div class=annotated>\n<div><p>Text.<sup id=\"note-1-reference\">"))
    #expect(html.contains("<aside class=\"sidenote\" id=\"note-1\" role=\"note\">"))
    #expect(html.contains("<p>Because <em>so</em>.</p>"))
    #expect(html.hasSuffix("</div>\n<p>Next.</p>\n"))
    #expect(html.ranges(of: "id=\"note-1\"").count == 1)
    #expect(html.ranges(of: "id=\"note-1-reference\"").count == 1)
  }

  @Test func inlineValuesReadLikeText() throws {
    let html = try PageSample.body(
      "Loss `{swift} loss` and `{swift} count`.[^a]\n\n[^a]: Also `{swift} last`.\n",
      values: ["-0.25", "<b>", "3"])
    #expect(
      html.contains(
        "<samp title=\"Computed: loss\">\u{2212}0.25</samp>"))
    #expect(html.contains(">&lt;b></samp>"))
    #expect(html.contains(">3</samp>"))
  }

  @Test func imagesComeFromCells() throws {
    #expect(
      try PageSample.problems("See ![x](https://example.org/x.png)") == [
        "Chapters/02-sample.md:6:10: error: images must come from cells, so that they can be "
          + "reproduced: 'https://example.org/x.png' does not"
      ])
  }
}
