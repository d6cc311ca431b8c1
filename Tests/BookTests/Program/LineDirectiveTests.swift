import Testing

@testable import Book

/// `#sourceLocation` would give the lines below it other numbers.
@Suite struct LineDirectiveTests {
  private func faults(_ body: String, with others: [Chapter] = [], uses: String = "[]") -> String {
    message {
      let chapter = try chapter(body, slug: "09-test", frontMatter: "seed: 7\nuses: \(uses)")
      return try Program(chapter: chapter, book: Book(chapters: others + [chapter]))
    }
  }

  @Test(arguments: [
    ("#sourceLocation(file: \"x.swift\", line: 900)", "8:1"),
    ("let a = 1\n#sourceLocation()", "9:1"),
    ("func f() {\n  #sourceLocation(file: \"x\", line: 1)\n  print(1)\n}", "9:3"),
    ("struct S {\n  #sourceLocation(file: \"x\", line: 1)\n  var a = 1\n}", "9:3"),
    ("#if DEBUG\n#sourceLocation(file: \"x\", line: 1)\n#endif", "9:1"),
    ("let f = {\n    #sourceLocation(file: \"x\", line: 1)\n}", "9:5"),
  ])
  func itIsRefusedAtItsLine(code: String, place: String) {
    #expect(
      faults("Prose.\n```swift\n\(code)\n```\n")
        == "Chapters/09-test.md:\(place): error: #sourceLocation would have all errors below it "
        + "name other lines: remove it")
  }

  @Test(arguments: [
    "// #sourceLocation(file: \"x\", line: 1)", "let text = \"#sourceLocation()\"",
    "//| eval: false\n#sourceLocation(file: \"x\", line: 1)", "print(#line, #file)",
    "let s = \"\"\"\n#sourceLocation()\n\"\"\"",
  ])
  func itsNameIsText(code: String) {
    #expect(faults("```swift\n\(code)\n```") == "")
  }

  @Test func soIsThatOfAChapterThatIsUsed() throws {
    let used = try chapter(
      "```swift\n//| export: true\n#sourceLocation(file: \"x\", line: 1)\nfunc f() {}\n```",
      slug: "01-used")
    #expect(
      faults("```swift\nf()\n```", with: [used], uses: "[01-used]")
        .hasPrefix("Chapters/01-used.md:7:1: error: #sourceLocation"))
    let unused = try chapter(
      "```swift\n#sourceLocation(file: \"x\", line: 1)\n```", slug: "01-used")
    #expect(faults("```swift\nprint(1)\n```", with: [unused], uses: "[01-used]") == "")
  }
}
