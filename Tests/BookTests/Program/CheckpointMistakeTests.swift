import Testing

@testable import Book

/// Checkpoints whose names or bodies would lose something.
@Suite struct CheckpointMistakeTests {
  @Test func namesAreLiteralsOfTheirOwn() throws {
    func problem(_ code: String) -> String {
      message { try CheckpointKeyTests.keys("```swift\nlet n = \"a\"\n\(code)\n```") }
    }
    #expect(
      problem("checkpoint(n) { 1 }")
        == "Chapters/02-test.md:7:1: error: a checkpoint's name is a literal: "
        + "it must be known before the chapter runs")
    #expect(problem("checkpoint(\"a\\(n)\") { 1 }").contains("7:1: error: a checkpoint's name is"))
    #expect(problem("checkpoint(\"../a\") { 1 }").contains("made of letters, digits and hyphens"))
    #expect(
      problem("checkpoint(\"a\") { 1 }\ncheckpoint(\"a\") { 2 }")
        == "Chapters/02-test.md:8:1: error: there is a checkpoint “a” already, "
        + "at Chapters/02-test.md:7")
  }

  @Test func whatWouldBeLostIsNamed() throws {
    func problem(_ code: String) -> String {
      message {
        try CheckpointKeyTests.keys(
          "```swift\nvar history: [Float] = []\nlet adam = Adam(net)\n"
            + "func note() { history.append(1) }\n\(code)\n```")
      }
    }
    #expect(
      problem("checkpoint(\"a\", net) { history.append(1) }")
        == "Chapters/02-test.md:9:24: error: “history” is changed in the checkpoint “a” and not saved "
        + "with it: return it from the body, or compute it from the step")
    #expect(problem("checkpoint(\"a\", net) { history = [] }").contains(":9:24: error: “history”"))
    #expect(
      problem("var seen: [Int: Int] = [:]\ncheckpoint(\"a\", net) { seen.removeValue(forKey: 1) }")
        .contains(":10:24: error: “seen” is changed"))
    #expect(
      problem("let seen: Set<Int> = []\ncheckpoint(\"a\", net) { seen.subtracting([1]).count }")
        == "")
    #expect(problem("checkpoint(\"a\", net) { note() }").contains(":8:15: error: “history”"))
    #expect(
      problem("checkpoint(\"a\", net, steps: 3) { _ in adam.update(with: g); return 0 }")
        .hasSuffix(
          "“adam” is changed in the checkpoint “a” and not saved with it: "
            + "give it to the checkpoint too"))
    #expect(
      problem("checkpoint(\"a\", net, optimizer: adam, steps: 3) { _ in adam.update(with: g) }")
        == "")
    #expect(problem("checkpoint(\"a\") { var x = 1; x += 1; return x }") == "")
    #expect(
      problem("checkpoint(\"a\", steps: 3, preview: { history.append(1); return 1 }, body: step)")
        == "")
  }

  @Test func whatWouldNotBePrintedAgainIsNamed() throws {
    let chapter = try chapter(
      "```swift\nfunc f() { show(1) }\ncheckpoint(\"a\") {\n  print(2)\n  f()\n}\n```")
    let program = try Program(chapter: chapter, book: Book(chapters: [chapter]))
    #expect(
      program.warnings.map(\.description) == [
        "Chapters/02-test.md:8:3: error: “print” in the checkpoint “a” does nothing when saved "
          + "weights are used; move it behind the checkpoint",
        "Chapters/02-test.md:6:12: error: “show” in the checkpoint “a” does nothing when saved "
          + "weights are used; move it behind the checkpoint",
      ])
  }
}
