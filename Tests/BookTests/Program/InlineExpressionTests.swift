import Testing

@testable import Book

/// Inline values that would leave their place in the program.
@Suite struct InlineExpressionTests {
  private func faults(_ expression: String) -> String {
    message {
      let chapter = try chapter(
        "Prose.\n\nIt is `{swift} \(expression)`.\n\n```swift\nlet a = 1\n```\n\n`{swift} 2 /* two */`",
        slug: "09-test")
      return try Program(chapter: chapter, book: Book(chapters: [chapter]))
    }
  }

  @Test(arguments: [
    "1 /*", "1); var leaked = 5; _ = (2", "1 // x", "1 */", "1 /* /* */", "1; 2", "1;", "1, 2",
    "label: 1", "1) + (2", "1)(2", "1).foo(2", "let b = 1", "print(1); print(2)", "(1", "1)",
    "1 +", "1 2", "\"text", "[1", "{ 1", "return", "1,", "/* only */", "#if true",
    "import Foundation",
  ])
  func isRefused(expression: String) {
    let fault = faults(expression)
    #expect(
      fault.contains("Chapters/09-test.md:7:7: error: an inline value is one expression"),
      "\(fault)")
  }

  @Test(arguments: [
    "1", "a", "1 /* one */ + 2", "/* one */ a", "1 /* /* two */ */", "(1, 2)", "\"// text\"",
    "\"/*\"", "\"a)\"", "[1, 2].map { let b = $0; return b + 1 }",
    "{ var b = 1; b += 1; return b }()",
    "try! [1].map { $0 }", "a as Any", "a > 0 ? 1 : 2", "[1].map(\\.description)", "a.description",
    "\"\\(a)\"", "#line", "-a", "/a*b/",
  ])
  func isTaken(expression: String) {
    #expect(faults(expression) == "")
  }
}
