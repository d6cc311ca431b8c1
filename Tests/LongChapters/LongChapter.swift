import Book
import Foundation

/// A chapter that has many of one thing, for measuring how time grows with its length.
package struct LongChapter: Sendable {
  package let name: String
  /// The body with so many of them, and the number of its cells and inline values.
  private let make: @Sendable (Int) -> Body
  /// Tells whether the cache holds a file of each checkpoint, under an older key.
  private var isCached = false

  private struct Body {
    var markdown: String
    var cells = 0
    var values = 0
  }

  private init(_ name: String, _ make: @escaping @Sendable (Int) -> Body) {
    (self.name, self.make) = (name, make)
  }

  /// A chapter of one thing repeated.
  private init(
    _ name: String, separator: String = "\n\n", end: String = "",
    _ item: @escaping @Sendable (Int) -> String
  ) {
    self.init(name) { count in
      Body(markdown: (0..<count).map(item).joined(separator: separator) + end)
    }
  }

  /// A chapter of one cell with something repeated.
  private init(inCell name: String, _ statement: @escaping @Sendable (Int) -> String) {
    self.init(name) { count in
      let code = (0..<count).map(statement).joined(separator: "\n")
      return Body(markdown: "```swift\n\(code)\n```", cells: 1)
    }
  }

  /// All of them.
  package static let all: [LongChapter] = code + prose

  /// Chapters that are long by their code.
  private static let code = [
    LongChapter(inCell: "statements") { "let a\($0) = \($0 == 0 ? "1" : "a\($0 - 1) + 1")" },
    LongChapter(inCell: "assignments") { $0 == 0 ? "var a = 1" : "a += \($0)" },
    LongChapter(inCell: "functions") {
      "func f\($0)() -> Int { \($0 == 0 ? "1" : "f\($0 - 1)()") }"
    },
    LongChapter(inCell: "checkpoints") { "let c\($0) = try checkpoint(\"c\($0)\") { [\($0)] }" },
    cachedCheckpoints,
    LongChapter(inCell: "checkpoints with previews") {
      "let c\($0) = try checkpoint(\"c\($0)\", steps: 2, preview: { \($0) }) { $0 }"
    },
    LongChapter(inCell: "checkpoints in functions") {
      "func f\($0)() throws { _ = try checkpoint(\"c\($0)\") { [\($0)] } }\ntry f\($0)()"
    },
    LongChapter("cells") { count in
      let cells = (0..<count).map {
        "```swift\nlet a\($0) = \($0 == 0 ? "1" : "a\($0 - 1) + 1")\n```"
      }
      return Body(markdown: cells.joined(separator: "\n\nWords.\n\n"), cells: count)
    },
    LongChapter("inline values") { count in
      let values = (0..<count).map { "Value `{swift} a + \($0)` here." }.joined(separator: "\n\n")
      return Body(markdown: "```swift\nlet a = 1\n```\n\n\(values)", cells: 1, values: count)
    },
    LongChapter("inline values in a paragraph") { count in
      let values = (0..<count).map { "`{swift} a + \($0)`" }.joined(separator: "\n")
      return Body(markdown: "```swift\nlet a = 1\n```\n\n\(values)", cells: 1, values: count)
    },
  ]

  private static let cachedCheckpoints = {
    var chapter = LongChapter(inCell: "cached checkpoints") {
      "let c\($0) = try checkpoint(\"c\($0)\") { [\($0)] }"
    }
    chapter.isCached = true
    return chapter
  }()

  /// Chapters that are long by their prose.
  private static let prose = [
    LongChapter("citations") { _ in "It is so [@ho2020]." },
    LongChapter("citations in a paragraph", separator: " ") { _ in "word [@ho2020]" },
    LongChapter("open citations", separator: "") { _ in "[@" },
    LongChapter("open brackets", separator: "") { _ in "[" },
    LongChapter("comments") { "<!-- \($0) -->" },
    LongChapter("open comments", separator: "") { _ in "<!--" },
    LongChapter("open comments in lines") { _ in "<!-- word" },
    LongChapter("terms of a formula", separator: " + ", end: "\n```") {
      ($0 == 0 ? "```math\n" : "") + "x_{\($0 % 7)}"
    },
    LongChapter("long formulas") { count in
      let formula = (0..<200).map { "x_{\($0 % 7)}" }.joined(separator: " + ")
      let formulas = (0..<count / 200).map { "```math\ny_{\($0)} = \(formula)\n```" }
      return Body(markdown: formulas.joined(separator: "\n\n"))
    },
    LongChapter("formulas") { "Formula $`a_{\($0 % 7)}`$." },
    LongChapter("formulas in a paragraph", separator: " ") { "and $`a_{\($0 % 7)}`$" },
    LongChapter("displayed formulas") {
      "```math {#eq-\($0)}\na_{\($0 % 7)}\n```\n\nSee @eq-\($0)."
    },
    LongChapter("headings") { "## Heading \($0)" },
    LongChapter("equal headings") { _ in "## Heading" },
    LongChapter("labeled headings") { "## Heading \($0) {#sec-\($0)}\n\nSee @sec-\($0)." },
    LongChapter("links") { "See [words](https://example.org/\($0))." },
    LongChapter("links in a paragraph", separator: " ") { "[words](https://example.org/\($0))" },
    LongChapter("links to headings") { "## Heading \($0)\n\nSee [it](#heading-\($0))." },
    LongChapter("footnotes") { "Word[^\($0)].\n\n[^\($0)]: Note \($0)." },
    LongChapter("footnotes in a paragraph") { count in
      let references = (0..<count).map { "word[^\($0)]" }.joined(separator: " ")
      let notes = (0..<count).map { "[^\($0)]: Note \($0)." }.joined(separator: "\n\n")
      return Body(markdown: "\(references)\n\n\(notes)")
    },
    LongChapter("rows of a table", separator: "\n") {
      ($0 == 0 ? "| a | b |\n| - | - |\n" : "") + "| \($0) | *b* `c` |"
    },
    LongChapter("items of a list", separator: "\n") { "- item \($0) *b*" },
    LongChapter("lines of a paragraph", separator: "\n") { "line \($0) with *words* and \\$5" },
    LongChapter("paragraphs") {
      "Paragraph \($0), of words as they come: *emphasis*, `code`, more."
    },
    LongChapter("spans of code", separator: " ") { "`c\($0)`" },
    LongChapter("open spans of code", separator: " ") {
      "\(String(repeating: "`", count: $0 % 60 + 1))c"
    },
    LongChapter("dollars", separator: " ") { "\\$\($0)" },
    LongChapter("escapes", separator: "") { _ in "\\@" },
    LongChapter("entities", separator: "") { _ in "&amp;" },
    LongChapter("parentheses", separator: "") { _ in "(" },
    LongChapter("tags", separator: " ") { "<b id=b\($0)>x</b>" },
    LongChapter("blocks of HTML") { "<div id=\"d\($0)\">\n\n*x*\n\n</div>" },
    LongChapter("open tags", separator: " ") { _ in "<a href=\"x" },
    LongChapter("callouts") { "> [!NOTE]\n> Note \($0)." },
    LongChapter("code blocks") { "```python\nprint(\($0))\n```" },
    LongChapter("lines of a code block", separator: "\n", end: "\n```") {
      ($0 == 0 ? "```python\n" : "") + "print(\($0)) # <&>"
    },
    LongChapter("faults") { "See @fig-none\($0)." },
  ]

  /// The text of a chapter's file.
  package func source(_ count: Int) -> String {
    "---\ntitle: Long\nsummary: Long.\nseed: 1\n---\n\(make(count).markdown)\n"
  }

  /// The names of the files in the cache of checkpoints.
  package func cachedFiles(_ count: Int) -> [String] {
    isCached ? (0..<count).map { "c\($0)-0123456789abcdef.safetensors" } : []
  }

  /// The record of a run, as in its file.
  package func record(_ count: Int) throws -> Data {
    let body = make(count)
    return try JSONSerialization.data(withJSONObject: [
      "program": "", "seed": 1, "parameters": [Int](), "form": 2,
      "cells": (0..<body.cells).map { _ in ["outputs": [Int]()] },
      "inlineValues": (0..<body.values).map(String.init),
    ])
  }
}
