import Testing

@testable import Book

/// Cells in every usual notation, and what looks like a cell and is none.
@Suite struct SilentMarkupTests {
  private func chapter(_ body: String, front: String = "title: T\nsummary: S.") throws -> Chapter {
    try Chapter.parse("---\n\(front)\nseed: 1\n---\n\(body)\n", displayPath: "c.md")
  }

  private func problems(_ body: String, front: String = "title: T\nsummary: S.") -> [String] {
    do {
      _ = try chapter(body, front: front)
      return []
    } catch {
      return (error as? Diagnostics)?.all.map(\.description) ?? ["\(error)"]
    }
  }

  @Test(arguments: [
    "```swift", "```{swift}", "```Swift", "```SWIFT", "``` swift", "~~~{swift}", "```{Swift}",
    "```{ swift }", "````swift", "```swift title=x",
  ])
  func cells(fence: String) throws {
    let closing = String(fence.prefix { "`~".contains($0) })
    let chapter = try chapter("\(fence)\n//| label: a\nprint(1)\n\(closing)")
    #expect(chapter.cells.map(\.code) == ["//| label: a\nprint(1)\n"])
    #expect(chapter.cells.first?.options.label == "a")
  }

  @Test(arguments: ["```", "```swiftui", "```{.swift}", "```{python}", "```text swift", "```js"])
  func otherCodeIsNoCell(fence: String) throws {
    #expect(try chapter("\(fence)\nprint(1)\n```").cells.isEmpty)
  }

  @Test(arguments: [
    (
      "<details><summary>tight</summary>\n```swift\n1\n```\n</details>",
      "c.md:7:1: error: this is HTML up to the next blank line, so that the fence is only text: "
        + "put a blank line before it"
    ),
    (
      "<div>\n<p>\n~~~sh\nls\n~~~\n</div>",
      "c.md:8:1: error: this is HTML up to the next blank line, so that the fence is only text: "
        + "put a blank line before it"
    ),
    (
      "<p>It is `{swift} 1`.</p>",
      "c.md:6:1: error: this is HTML up to the next blank line, so that the code is only text: "
        + "put a blank line before it"
    ),
    (
      "<summary>$`x`$</summary>",
      "c.md:6:1: error: this is HTML up to the next blank line, so that the code is only text: "
        + "put a blank line before it"
    ),
    (
      "```{swift, echo=false}\n1\n```",
      "c.md:6:1: error: options stand in the first lines of a cell, as in “//| echo: false”, not in "
        + "“{swift, echo=false}”"
    ),
    (
      "```{swift}\n1\n```\n\n    ```{swift}\n    1\n    ```",
      "c.md:10:1: error: this cell is indented by four spaces or more, which makes it a text: indent "
        + "it less"
    ),
    (
      "| a | b |\n|---|---|\n| `{swift} 1 | 2` | c |",
      "c.md:8:3: error: this inline value has no closing backquote; within a table, write \\| for a bar"
    ),
    (
      "It is `{swift} x.",
      "c.md:6:7: error: this inline value has no closing backquote; within a table, write \\| for a bar"
    ),
  ])
  func silentMarkupIsReported(body: String, problem: String) {
    #expect(problems(body) == [problem])
  }

  @Test(arguments: [
    "<details><summary>loose</summary>\n\n```swift\n1\n```\n\n</details>",
    "<!--\n```swift\n1\n```\n-->", "<pre>\n```swift\n</pre>", "````\n```swift\n1\n```\n````",
    "<p>\n<!-- `{swift} x` -->\n</p>", "| `{swift} 1 \\| 2` |\n|---|", "\\`{swift} is the marker",
    "- ```swift\n  1\n  ```",
  ])
  func theRestIsNot(body: String) {
    #expect(problems(body) == [])
  }

  @Test(arguments: [
    ("title: The `Tensor` type", "code and formulas"), ("title: Why $`x`$", "code and formulas"),
    ("title: Why $x_t$ so", "formulas"), ("title: So *much* noise", "emphasis"),
    ("title: See @fig-a", "references"), ("title: After [@ho2020]", "references"),
    ("title: '[A](b.md)'", "links"), ("title: A ~~b~~", "emphasis"),
  ])
  func titlesArePlain(line: String, markup: String) {
    let title = line.dropFirst("title: ".count)
    for (key, front) in [
      ("title", "\(line)\nsummary: S."), ("summary", "title: T\nsummary: \(title)"),
    ] {
      let found = problems("Text.", front: front)
      #expect(found.count == 1)
      #expect(found.first?.hasPrefix("c.md:\(key == "title" ? 2 : 3):") == true)
      #expect(
        found.first?.hasSuffix("“\(key)” is plain text, without \(markup)") == true, "\(found)")
    }
  }

  @Test(arguments: [
    "2 * 3 * 4", "snake_case_name", "Array<Int> & more", "From $5 to $6", "1. First", "- dash",
    "What is 3/4?", "See https://example.org", "me@example.org", "C# [sic]",
  ])
  func otherTitlesAreAsWritten(title: String) throws {
    #expect(
      try chapter("", front: "title: '\(title)'\nsummary: '\(title)'").frontMatter.title == title)
  }
}
