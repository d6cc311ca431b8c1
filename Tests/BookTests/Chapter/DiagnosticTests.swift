import Testing

@testable import Book

/// The place stands on the first line, with words of the message; further lines are indented.
@Suite struct DiagnosticTests {
  @Test(arguments: [
    ("one", "one"), ("one\ntwo", "one\n  two"), ("\n\none", "one"),
    ("one\r\ntwo\rthree", "one\n  two\n  three"),
    ("one\n\ntwo", "one\n  \n  two"), ("one\u{2028}two", "one\n  two"), ("", ""),
    (
      "nothing catches this error: a\nb:1:1: error: c",
      "nothing catches this error: a\n  b:1:1: error: c"
    ),
  ])
  func messagesOfSeveralLines(message: String, printed: String) {
    let diagnostic = Diagnostic(file: "Chapters/a.md", line: 7, column: 2, message: message)
    #expect(diagnostic.description == "Chapters/a.md:7:2: error: \(printed)")
    #expect(
      diagnostic.description.split(whereSeparator: \.isNewline).dropFirst()
        .allSatisfy { $0.hasPrefix("  ") })
  }

  @Test func detailsFollowAsTheyAre() {
    let diagnostic = Diagnostic(file: "a.md", line: 1, message: "m\nn", details: " 1 | x\n   | `-")
    #expect(diagnostic.description == "a.md:1:1: error: m\n  n\n 1 | x\n   | `-")
    let code = Diagnostic(file: "a.md", line: 1, message: "m", details: " 1 | print(\": error: \")")
    #expect(code.warning == "a.md:1:1: warning: m\n 1 | print(\": error: \")")
  }
}
