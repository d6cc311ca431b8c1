import Foundation
import Outputs
import Testing

@testable import Book

/// Text that Jupyter would read as something else.
@MainActor @Suite struct NotebookProseTests {
  private func sources(
    _ body: String, title: String = "Sample", outputs: [[RecordedOutput]] = [],
    values: [String] = [], bibliography: Bibliography? = nil
  ) throws -> [String] {
    let sample = try PageSample(body, title: title, outputs: outputs, values: values)
    return try ExportedNotebook(
      chapter: sample.chapter, used: [], values: [], record: sample.record,
      folder: FileManager.default.temporaryDirectory,
      bibliography: bibliography ?? sample.bibliography
    ).notebook().cells.map(\.source)
  }

  private func prose(_ body: String, values: [String] = []) throws -> String {
    try sources(body, values: values)[2]
  }

  @Test(arguments: [
    ("7 users cost $140, 8 users $160.", "7 users cost \\$140, 8 users \\$160."),
    ("\\$5 and $6", "\\$5 and \\$6"), ("$`x`$ is $5, `$0`", "$x$ is \\$5, `$0`"),
    ("*$5* (**$6**)", "*\\$5* (**\\$6**)"), ("\\\\$5", "\\\\\\$5"), ("\\$`x`$", "\\$`x`\\$"),
    ("<p>$5 or $6</p>", "<p>&#36;5 or &#36;6</p>"),
    ("~~~sh\necho $A $B\n~~~", "~~~sh\necho $A $B\n~~~"),
    ("    $A $B", "    $A $B"), ("| $5 | $6 |\n|--|--|", "| \\$5 | \\$6 |\n|--|--|"),
  ])
  func dollarsBeginNoFormula(markdown: String, notebook: String) throws {
    #expect(try sources("Text.\n\n" + markdown)[2] == ("Text.\n\n" + notebook).trimming("\n"))
  }

  @Test func barsInTablesStayOne() throws {
    let table = "| a | b |\n|---|---|\n| $`p(x \\| y)`$ | `a \\| b` `{swift} x \\| y` |"
    #expect(
      try prose(table, values: ["1|2"])
        == "| a | b |\n|---|---|\n| $p(x \\vert  y)$ | `a \\| b` 1\\|2 |")
    #expect(try prose("| $`\\\\|x\\\\|`$ |\n|---|").hasPrefix("| $\\Vert x\\Vert $ |"))
    #expect(try prose("$`p(x | y)`$ and $`\\|x\\|`$") == "$p(x | y)$ and $\\|x\\|$")
  }

  @Test func titleAndSummaryAreText() throws {
    #expect(
      try sources("", title: "snake_case <T> & 2 * 3 for $5")[0]
        == "# snake\\_case \\<T> & 2 \\* 3 for \\$5\n\nA sample.")
    #expect(try sources("", title: "'1. # A &amp; b'")[0].hasPrefix("# 1\\. # A \\&amp; b\n"))
  }

  @Test func valuesAreText() throws {
    let text = try prose(
      "A `{swift} a`, `{swift} b`, `{swift} c`, `{swift} d`.",
      values: ["<b>", "$5", "x_y*z", "1\n\n2"])
    #expect(text == "A \\<b>, \\$5, x\\_y\\*z, 1 2.")
  }

  @Test func captionsAreMarkdownWithoutMarkup() throws {
    let cell =
      "```swift\n//| caption: 'The *cost*, $5 or $6: <b>, $`x`$, `Array<Int>`, <https://example.org>'\n1\n```"
    #expect(
      try sources(cell)[3]
        == "The *cost*, \\$5 or \\$6: \\<b>, $x$, `Array<Int>`, <https://example.org>")
  }

  @Test func referencesAreText() throws {
    let work = Bibliography.Work(
      id: "a2020", authors: ["A*"], year: 2020, title: "[x] *y* <z> $1", venue: "V_1_",
      url: "https://example.org/(a) b")
    let sources = try sources("@a2020", bibliography: Bibliography([work]))
    #expect(sources[2] == "A\\* (2020)")
    #expect(
      sources[3].hasSuffix(
        "- A\\* (2020). [\\[x\\] \\*y\\* \\<z> \\$1](https://example.org/%28a%29%20b). *V\\_1\\_*.")
    )
  }

  @Test func mentionsAreThoseOfThePage() throws {
    let text = try prose(
      "## A_b {#sec-a}\n\n\"@sec-a\", \\@sec-a, -@ho2020, [-@ho2020], “@ho2020”")
    #expect(
      text == "## A_b\n\n\"A\\_b\", \\@sec-a, (2020), (2020), “Ho et al. (2020)”")
  }

  @Test func formulasInListsAndQuotations() throws {
    #expect(
      try prose("- a\n\n  ```math {#eq-a}\n  x\n  ```\n\n> ```math\n> y\n> ```")
        == "- a\n\n  $$\n  x\n  \\tag{1}\n  $$\n\n> $$\n> y\n> $$")
  }

  @Test func outputsAreAsATerminalShowsThem() throws {
    let sample = try PageSample(
      "```swift\n1\n```",
      outputs: [[.printed("\r1/2"), .printed("\r2/2\n"), .failed("\u{1B}[31mno\u{1B}[0m")]])
    let data = try ExportedNotebook(
      chapter: sample.chapter, used: [], values: [], record: sample.record,
      folder: FileManager.default.temporaryDirectory, bibliography: sample.bibliography
    ).notebook().data()
    let json = String(decoding: data, as: UTF8.self)
    #expect(json.contains("\"text\" : \"2/2\\n\""))
    #expect(json.contains("\"evalue\" : \"no\""))
  }

  @Test(arguments: ["[a](javascript:x)", "<a href=\"javascript:x\">a</a>", "<javascript:x>"])
  func scriptsAreNoAddresses(markdown: String) throws {
    #expect(throws: Diagnostics.self) { try sources(markdown) }
  }
}
