import Testing

@testable import Book

/// What code executes without naming it counts in the key of a checkpoint.
@Suite struct ImplicitKeyTests {
  private func key(_ declarations: String, _ body: String, value: Int) throws -> String {
    let chapter = try chapter(
      "```swift\nlet zz = \(value)\n\(declarations)\n```\n\n```swift\n"
        + "let a = checkpoint(\"pat\") { () -> Int in \(body) }\n```")
    let program = try Program(chapter: chapter, book: Book(chapters: [chapter]))
    return try #require(program.checkpoints.first).key
  }

  private static let operators = [
    "struct S {}\nfunc ~= (p: S, v: Int) -> Bool { v < zz }",
    "struct S { static func ~= (p: S, v: Int) -> Bool { v < zz } }",
    "struct S {}\nextension S { static func ~= (p: S, v: Int) -> Bool { v < zz } }",
    "struct S {}\n#if true\nfunc ~= (p: S, v: Int) -> Bool { v < zz }\n#endif",
  ]

  @Test(
    arguments: operators,
    [
      "switch 1 { case S(): return 1; default: return 0 }",
      "if case S() = 1 { return 1 }; return 0",
      "guard case S() = 1 else { return 0 }; return 1",
      "for case S() in [1, 2] { return 1 }; return 0",
      "while case S() = 1 { return 1 }; return 0",
      "switch (1, 2) { case (S(), _): return 1; default: return 0 }",
      "switch Optional(1) { case .some(S()): return 1; default: return 0 }",
    ])
  func patternsCount(declarations: String, body: String) throws {
    #expect(try key(declarations, body, value: 3) != key(declarations, body, value: 4))
  }

  /// The operator's type is not named where the pattern stands.
  @Test(arguments: [
    (
      "func ~= (p: Int, v: String) -> Bool { v.count < zz }",
      "switch \"a\" { case 3: return 1; default: return 0 }"
    ),
    (
      "struct E: Error {}\nfunc ~= (p: Int, v: any Error) -> Bool { p < zz }",
      "do { throw E() } catch 3 { return 1 } catch { return 0 }"
    ),
    (
      "struct S { static func make() -> S { S() } }\nfunc ~= (p: S, v: Int) -> Bool { v < zz }",
      "if case S.make() = 1 { return 1 }; return 0"
    ),
    (
      "struct V {}\nlet v = V()\nstruct L: ExpressibleByIntegerLiteral { init(integerLiteral x: Int) {}\n static func ~= (p: L, v: V) -> Bool { zz > 3 } }",
      "switch v { case 3: return 1; default: return 0 }"
    ),
  ])
  func unnamedPatternsCount(declarations: String, body: String) throws {
    #expect(try key(declarations, body, value: 3) != key(declarations, body, value: 4))
  }

  @Test(arguments: [
    "extension String.StringInterpolation", "extension DefaultStringInterpolation",
    "extension Swift.String.StringInterpolation",
  ])
  func interpolationsCount(type: String) throws {
    for body in [
      "\"\\(q: 2)\".count", "\"a\\(\"\\(q: 2)\")\".count", "[1].map { \"\\(q: $0)\" }.count",
    ] {
      let declaration =
        "\(type) { mutating func appendInterpolation(q: Int) { appendLiteral(\"\\(q * zz)\") } }"
      #expect(try key(declaration, body, value: 3) != key(declaration, body, value: 4))
    }
    let plain = "\(type) { mutating func appendLiteral(_ x: String) { print(zz) } }"
    #expect(
      try key(plain, "\"a\\(1)\".count", value: 3) != key(plain, "\"a\\(1)\".count", value: 4))
  }

  /// Code without these features depends on none of them.
  @Test func othersDoNotCount() throws {
    let declarations = Self.operators[0]
    #expect(try key(declarations, "1 + 2", value: 3) == key(declarations, "1 + 2", value: 4))
    #expect(
      try key(declarations, "if let a = Optional(1) { return a }; return 0", value: 3)
        == key(declarations, "if let a = Optional(1) { return a }; return 0", value: 4))
    for pattern in [".some(let a)", "let a?", ".some(_)", "let .some(a)", ".some((let a))"] {
      let body = "if case \(pattern) = Optional(1) { return 1 }; return 0"
      #expect(try key(declarations, body, value: 3) == key(declarations, body, value: 4))
    }
    let text =
      "extension DefaultStringInterpolation { mutating func appendInterpolation(q: Int) { appendLiteral(\"\\(q * zz)\") } }"
    #expect(try key(text, "\"text\".count", value: 3) == key(text, "\"text\".count", value: 4))
  }
}
