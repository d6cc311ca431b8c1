import Testing

@testable import Book

/// Uses of variables above the line that computes them.
@Suite struct UseBeforeValueTests {
  /// The complaint about a chapter of two cells, without its place.
  private func complaint(_ first: String, _ second: String) throws -> String? {
    let chapter = try chapter("```swift\n\(first)\n```\n\n```swift\n\(second)\n```")
    let text = message { try Program(chapter: chapter, book: Book(chapters: [chapter])) }
    return text.isEmpty ? nil : text
  }

  @Test func isNamedAtTheCall() throws {
    #expect(
      try complaint(
        "func noisy(_ x: Float) -> Float { x + sigma }\nnoisy(1)",
        "let sigma: Float = 0.5\nnoisy(1)")
        == "Chapters/02-test.md:7:1: error: “sigma” is used here through “noisy” "
        + "before it is computed in line 11; move this below that line")
    #expect(
      try complaint("print(sigma)", "let sigma: Float = 0.5")
        == "Chapters/02-test.md:6:7: error: “sigma” is used here before it is computed in line 10; "
        + "move this below that line")
  }

  /// Each reads `late` before the second cell computes it.
  @Test(arguments: [
    "for _ in 0..<3 { print(late) }",
    "if true { print(late) }",
    "let a = [1].map { $0 + late }",
    "let a = { late }()",
    "func f() -> Int { late }\nlet a = f()",
    "func f() -> Int { g() }\nfunc g() -> Int { late }\nlet a = f()",
    "func f() -> Int { func g() -> Int { late }\n return g() }\nlet a = f()",
    "func f() -> Int { [1].map { $0 + late }[0] }\nlet a = f()",
    "func f() -> Int { if true { return late } else { return 0 } }\nlet a = f()",
    "func f(_ a: Int = late) -> Int { a }\nlet a = f()",
    "func f(a: Int = 0, b: Int = late) -> Int { a + b }\nlet a = f(a: 1)",
    "func f(_ a: Int) -> Int { a + late }\nlet a = [1].map(f)",
    "let f = { late }\nlet a = f()",
    "var f: Int { late }\nlet a = f",
    "var f: Int { get { late } set {} }\nprint(f)",
    "struct S { func f() -> Int { late } }\nlet s = S()\nlet a = s.f()",
    "struct S { func f() -> Int { late } }\nlet a = S().f()",
    "struct S { static func f() -> Int { late } }\nlet a = S.f()",
    "struct S { var f: Int { late } }\nlet s: S = S()\nlet a = s.f",
    "struct S { var f: Int { g() }\n func g() -> Int { late } }\nlet s = S()\nlet a = s.f",
    "struct S { lazy var f = late }\nvar s = S()\nlet a = s.f",
    "struct S { static let f = late }\nlet a = S.f",
    "struct S { var f = late }\nlet s = S()",
    "struct S { let f: Int\n init() { f = late } }\nlet s = S()",
    "struct S { func callAsFunction() -> Int { late } }\nlet s = S()\nlet a = s()",
    "struct S {}\nextension S { func f() -> Int { late } }\nlet s = S()\nlet a = s.f()",
    "struct S { func f() -> Int { late } }\nfunc g(_ s: S) -> Int { s.f() }\nlet a = g(S())",
    "func setUp() { late = 3 }\nsetUp()",
    "let a = \"\\(late)\"",
  ])
  func isFound(_ code: String) throws {
    let complaint = try complaint(code, "var late = 1")
    #expect(complaint?.contains("“late” is used here") == true, "\(complaint ?? "no complaint")")
  }

  /// None of these reads `late` before the second cell.
  @Test(arguments: [
    "func f() -> Int { late }",
    "let f = { late }",
    "var f: Int { late }",
    "struct S { var f = late }",
    "struct S { func f() -> Int { late } }\nlet s = S()",
    "struct S { func f() -> Int { late }\n var g: Int { 1 } }\nlet s = S()\nlet a = s.g",
    "struct S { lazy var f = late }\nvar s = S()",
    "struct S { static let f = late }\nlet s = S()",
    "struct S { func sum() -> Int { late } }\nlet a = [1].sum()",
    "func f(_ a: Int = late) -> Int { a }\nlet a = f(2)",
    "func f(a: Int = late) -> Int { a }\nlet a = f(a: 2)",
    "func f(_ late: Int) -> Int { late }\nlet a = f(2)",
    "func f() -> Int { let late = 2\n return late }\nlet a = f()",
    "func keep(_ f: @escaping () -> Int) -> () -> Int { f }\nlet f = keep { late }",
    "struct Later { let f: () -> Int }\nlet f = Later { late }",
    "func f() -> () -> Int { { late } }\nlet g = f()",
    "func f() -> Int { func g() -> Int { late }\n return 1 }\nlet a = f()",
    "let a = \\String.late",
    "//| error: trap\n[late][1]",
  ])
  func isNotImagined(_ code: String) throws {
    #expect(try complaint(code, "let late = 1") == nil)
  }

  @Test func inlineValuesWait() throws {
    let chapter = try chapter(
      """
      It is `{swift} late`, doubled `{swift} doubled()`, and `{swift} 1 + 1`.

      ```swift
      func doubled() -> Int { 2 * late }
      let late = 1
      ```
      """)
    let program = try Program(chapter: chapter, book: Book(chapters: [chapter]))
    #expect(program.lateInlineValues == [0, 1])
  }
}
