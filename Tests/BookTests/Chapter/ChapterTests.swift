import Foundation
import Testing

@testable import Book

@Suite struct ChapterTests {
  private let good = """
    ---
    title: Good
    summary: >-
      Two
      lines.
    seed: 7
    quick: { epochs: 1, name: '"a"' }
    ---

    # Good

    ```swift
    //| parameters: true
    let epochs = 8
    ```

    Text `{swift} epochs + 1` and `code`.

    ```swift
    //| label: fig-loss
    //| caption: >
    //|   A caption
    //|   of two lines
    //| alt: "Loss: it falls"
    //| fold: true
    let x = 1
    x
    ```

    ```
    no cell
    ```
    """

  @Test func everythingHasItsPlace() throws {
    let chapter = try Chapter.parse(good, displayPath: "Chapters/02-good.md")
    #expect(chapter.slug == "02-good")
    #expect(chapter.number == 2)
    #expect(chapter.bareSlug == "good")
    #expect(chapter.frontMatter.title == "Good")
    #expect(chapter.frontMatter.summary == "Two lines.")
    #expect(chapter.frontMatter.seed == 7)
    #expect(chapter.frontMatter.seedLine == 6)
    #expect(chapter.frontMatter.quick == ["epochs": "1", "name": "\"a\""])
    #expect(chapter.frontMatter.lastLine == 8)
    #expect(chapter.cells.map(\.fenceLine) == [12, 19])
    #expect(chapter.cells.map(\.closingLine) == [15, 28])
    #expect(chapter.cells[0].options.parameters)
    let options = chapter.cells[1].options
    #expect(options.label == "fig-loss")
    #expect(options.caption == "A caption of two lines\n")
    #expect(options.alt == "Loss: it falls")
    #expect(options.fold && options.echo && options.error == nil)
    #expect(CellOptions.lineCount(in: chapter.cells[1].code) == 6)
    #expect(
      chapter.inlineValues == [InlineValue(index: 0, expression: "epochs + 1", line: 17, column: 6)]
    )
  }

  /// What `Chapter.parse` finds wrong, as it is printed.
  private func problems(in source: String) -> [String] {
    do {
      _ = try Chapter.parse(source, displayPath: "c.md")
      return []
    } catch {
      return (error as? Diagnostics)?.all.map(\.description) ?? ["\(error)"]
    }
  }

  private func cell(_ lines: String...) -> String {
    "---\ntitle: T\n---\n\n```swift\n" + lines.joined(separator: "\n") + "\n```\n"
  }

  @Test func badFrontMatterIsNamedAtItsLine() {
    #expect(problems(in: "# T")[0].hasPrefix("c.md:1:1: error: a chapter begins with front matter"))
    #expect(problems(in: "---\nseed: 1\n---") == ["c.md:1:1: error: the front matter has no title"])
    #expect(
      problems(in: "---\ntitle: A: b\nseed: 1\n---") == [
        "c.md:2:9: error: bad YAML: mapping values are not allowed in this context; "
          + "put a value that contains “: ” in quotes"
      ])
    #expect(
      problems(in: "---\ntitle: T\nsumary: x\n---") == [
        "c.md:3:1: error: unknown key “sumary”; did you mean summary?"
      ])
    #expect(
      problems(in: "---\ntitle: T\nseed: -1\n---") == [
        "c.md:3:7: error: a seed is a whole number from 0 to 18446744073709551615"
      ])
    #expect(
      problems(in: "---\ntitle: T\nuses: x\n---") == [
        "c.md:3:7: error: “uses” is a list of chapters, [01-noise-and-gradients]"
      ])
    #expect(
      problems(in: "---\ntitle: T\nseed: 1\nseed: 2\n---") == [
        "c.md:3:1: error: “seed” is given twice"
      ])
  }

  @Test func badOptionsAreNamedAtTheirPlace() {
    #expect(
      problems(in: cell("//| lable: fig-a")) == [
        "c.md:6:5: error: unknown option “lable”; did you mean label?"
      ])
    #expect(
      problems(in: cell("//| alt: a", "//| fold: yes")) == [
        "c.md:7:11: error: “fold” is true or false"
      ])
    #expect(
      problems(in: cell("//| error: explode")) == [
        "c.md:6:12: error: “error” is compile, trap or throw"
      ])
    #expect(
      problems(in: cell("//| label: fig-a")) == [
        "c.md:6:12: error: the figure “fig-a” has no alt: say in words what it shows"
      ])
    #expect(
      problems(in: cell("//| label: fig a")) == [
        "c.md:6:12: error: a label is made of letters, digits and hyphens: fig-loss"
      ])
    #expect(
      problems(in: cell("//| caption: a: b")).first?.hasPrefix("c.md:6:15: error: bad YAML:")
        == true)
    #expect(
      problems(in: cell("//| label: a", "1", "```", "", "```swift", "//| label: a")) == [
        "c.md:11:12: error: the label “a” is already that of the cell in line 5"
      ])
  }

  @Test func cellsAndInlineValuesInTheWrongPlaceAreNamed() {
    let head = "---\ntitle: T\n---\n"
    #expect(
      problems(in: head + "```swift\nlet x = 1") == [
        "c.md:4:1: error: this cell is never closed: “```” is missing"
      ])
    #expect(
      problems(in: head + "> ```swift\n> 1\n> ```\n") == [
        "c.md:4:3: error: a cell cannot stand in a quotation"
      ])
    #expect(
      problems(in: head + "a `{swift} x +\ny`") == [
        "c.md:4:3: error: an inline value stands on one line"
      ])
    #expect(
      problems(in: head + "a `{swift}`").first?.hasPrefix("c.md:4:3: error: an inline") == true)
  }

  @Test func allProblemsAreReportedAtOnce() {
    #expect(problems(in: cell("//| lable: a", "//| foldd: true")).count == 2)
  }

  @Test func bytesThatAreNotUTF8AreNamedAtTheirPlace() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).md")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(Array("---\ntitle: é".utf8) + [0xFF] + Array("\n---\n".utf8)).write(to: file)
    do {
      _ = try Chapter.load(path: file.path, displayPath: "c.md")
      Issue.record("loaded")
    } catch let error as Diagnostics {
      #expect(
        error.description == "c.md:2:10: error: the byte 0xFF is not UTF-8; save the file as UTF-8")
    }
  }
}
