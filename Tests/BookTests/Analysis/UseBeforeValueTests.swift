import Testing

@testable import Book

/// Uses of variables above the line that computes them.
@Suite struct UseBeforeValueTests {
  /// The warnings about a chapter of two cells.
  private func warnings(_ first: String, _ second: String) throws -> String {
    let chapter = try chapter("```swift\n\(first)\n```\n\n```swift\n\(second)\n```")
    let program = try Program(chapter: chapter, book: Book(chapters: [chapter]))
    return program.warnings.map(\.message).joined(separator: "\n")
  }

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
    "struct S { subscript(i: Int) -> Int { late } }\nprint(S()[0])",
    "struct S { static subscript(i: Int) -> Int { late } }\nlet a = S[0]",
    "struct S { subscript(i: Int) -> Int { late } }\nlet s = S()\nlet a = s[0]",
    "func f() -> Int { struct S { subscript(i: Int) -> Int { late } }\n return S()[0] }\nlet a = f()",
    "#if true\nfunc f() -> Int { late }\n#endif\nlet a = f()",
    "#if true\nstruct S { subscript(i: Int) -> Int { late } }\n#endif\nlet a = S()[0]",
  ])
  func isFound(_ code: String) throws {
    let complaint = try complaint(code, "var late = 1")
    #expect(complaint?.contains("“late” is used here") == true, "\(complaint ?? "no complaint")")
  }

  /// Each executes code that reads `late` and that nothing names: only a warning, as it might be another type's.
  @Test(arguments: [
    "struct S { subscript(i: Int) -> Int { late } }\nfunc s() -> S { S() }\nlet a = s()[0]",
    "struct S { subscript(i: Int) -> Int { late } }\nlet all = [S()]\nlet a = all[0][1]",
    "prefix operator √\nprefix func √ (x: Int) -> Int { x + late }\nlet a = √3",
    "postfix operator %%\npostfix func %% (x: Int) -> Int { x + late }\nprint(3%%)",
    "infix operator <+>\nfunc <+> (x: Int, y: Int) -> Int { late }\nlet a = 1 <+> 2",
    "struct S { static func + (a: S, b: S) -> Int { late } }\nlet a = S() + S()",
    "struct S { static prefix func - (a: S) -> Int { late } }\nlet s = S()\nlet a = -s",
    "struct S {}\nfunc + (a: S, b: S) -> Int { late }\nlet a = S() + S()",
    "struct S {}\nfunc ~= (p: S, v: Int) -> Bool { late > v }\nif case S() = 3 { print(1) }",
    "protocol P {}\nextension P { func g() -> Int { late } }\nextension Int: P {}\nprint(3.g())",
    "extension Int { var g: Int { late } }\nlet a = 3.g",
    "extension Array { func g() -> Int { late } }\nlet a = [1].g()",
    "protocol P {}\nextension P { func g() -> Int { late } }\nstruct S: P {}\nlet a = S().g()",
    "class C { deinit { print(late) } }\ndo { let c = C(); _ = c }",
    "class C { deinit { print(late) } }\n_ = C()",
    "class C { deinit { print(late) } }\nvar c: C? = C()\nc = nil",
    "struct S: CustomStringConvertible { var description: String { \"\\(late)\" } }\nprint(S())",
    "struct S: CustomStringConvertible { var description: String { \"\\(late)\" } }\nlet a = \"\\(S())\"",
    "struct S: CustomStringConvertible { var description: String { \"\\(late)\" } }\nlet s = S()\nlet a = String(describing: s)",
    "struct S: CustomStringConvertible { var description: String { \"\\(late)\" } }\nlet s = S()\ns",
    "@propertyWrapper struct W { init() {}\n var wrappedValue: Int { late } }\nstruct H { @W var x: Int }\nprint(H().x)",
    "@propertyWrapper struct W { init() {}\n var wrappedValue: Int { late } }\n@W var x: Int\nprint(x)",
    "struct L: ExpressibleByIntegerLiteral { let x: Int\n init(integerLiteral v: Int) { x = late } }\nlet l: L = 3",
    "struct L: ExpressibleByStringLiteral { let x: Int\n init(stringLiteral v: String) { x = late } }\nfunc f(_ l: L) -> Int { l.x }\nlet a = f(\"x\")",
    "struct L: ExpressibleByArrayLiteral { let x: Int\n init(arrayLiteral v: Int...) { x = late } }\nprint([1, 2] as L)",
    "extension Int { var g: Int { late } }\nlet a = [1].map(\\.g)",
    "struct S { var g: Int { late } }\nlet a = [S()].map(\\.g)",
    "struct S: Comparable { static func < (a: S, b: S) -> Bool { late > 0 } }\nlet a = [S(), S()].sorted()",
    "struct S: Comparable { static func < (a: S, b: S) -> Bool { late > 0 } }\nlet a = S() >= S()",
    "struct S: Equatable { static func == (a: S, b: S) -> Bool { late > 0 } }\nlet a = [S()].contains(S())",
    "struct I: Sequence, IteratorProtocol { func next() -> Int? { late } }\nfor x in I() { print(x) }",
    "struct I: Sequence, IteratorProtocol { func next() -> Int? { late } }\nlet a = Array(I())",
    "struct I: IteratorProtocol { func next() -> Int? { late } }\nstruct S: Sequence { func makeIterator() -> I { I() } }\nlet a = S().map { $0 }",
    "@dynamicMemberLookup struct D { subscript(dynamicMember n: String) -> Int { late } }\nprint(D().foo)",
    "@dynamicMemberLookup struct D { subscript(dynamicMember n: String) -> Int { late } }\nlet d = D()\nlet a = d.foo",
    "extension DefaultStringInterpolation { mutating func appendInterpolation(q: Int) { appendLiteral(\"\\(late)\") } }\nlet a = \"\\(q: 1)\"",
    "@resultBuilder enum B { static func buildBlock(_ x: Int...) -> Int { late } }\nfunc b(@B _ f: () -> Int) -> Int { f() }\nlet a = b { 1; 2 }",
  ])
  func isSuspectedBehindFeatures(_ code: String) throws {
    let warnings = try warnings(code, "let late = 1")
    #expect(warnings.contains("“late” may be used here through"), "\(warnings)")
  }

  /// A declaration within `#if` counts as one.
  @Test(arguments: ["print(late)", "func f() -> Int { late }\nlet a = f()", "let a = \"\\(late)\""])
  func isFoundInConditions(_ code: String) throws {
    for late in [
      "#if true\nlet late = 42\n#endif", "#if DEBUG\nvar other = 1\n#else\nvar late = 42\n#endif",
    ] {
      let complaint = try complaint(code, late)
      #expect(complaint?.contains("“late” is used here") == true, "\(complaint ?? "no complaint")")
    }
  }

  /// None of these executes the code that reads `late`.
  @Test(arguments: [
    "struct S { subscript(i: Int) -> Int { late } }\nlet s = S()",
    "struct S { subscript(i: Int) -> Int { late } }\nlet a = [1][0]",
    "struct S { static func + (a: S, b: S) -> Int { late } }\nlet s = S()\nlet a = 1 + 2",
    "struct S {}\nfunc + (a: S, b: S) -> Int { late }\nlet s = S()\nlet a = 1 + 2",
    "struct S {}\nfunc ~= (p: S, v: Int) -> Bool { late > v }\nlet s = S()\nif case 3 = 3 { print(1) }",
    "class C { deinit { print(late) } }\nlet c = C()",
    "class C { deinit { print(late) } }\nlet c = C()\n_ = 3",
    "struct S: CustomStringConvertible { var description: String { \"\\(late)\" } }\nlet s = S()\nprint(1)",
    "@propertyWrapper struct W { init() {}\n var wrappedValue: Int { late } }\nstruct H { @W var x: Int }\nlet h = H()",
    "struct L: ExpressibleByIntegerLiteral { let x: Int\n init(integerLiteral v: Int) { x = late } }\nlet a = 3",
    "extension Int { var g: Int { late } }\nlet a = [1].map(\\.description)",
    "struct S: Comparable { static func < (a: S, b: S) -> Bool { late > 0 } }\nlet s = S()\nlet a = [2, 1].sorted()",
    "struct I: Sequence, IteratorProtocol { func next() -> Int? { late } }\nlet i = I()\nfor x in [1] { print(x) }",
    "@dynamicMemberLookup struct D { subscript(dynamicMember n: String) -> Int { late } }\nlet d = D()\nlet a = [1].count",
    "#if true\nfunc f() -> Int { late }\n#endif\nlet a = 1",
  ])
  func featuresOfOthersAreNot(_ code: String) throws {
    #expect(try warnings(code, "let late = 1") == "")
  }

  private func lateInlineValues(_ body: String) throws -> Set<Int> {
    let chapter = try chapter(body)
    return try Program(chapter: chapter, book: Book(chapters: [chapter])).lateInlineValues
  }

  @Test func inlineValuesWaitBehindFeatures() throws {
    let late = try lateInlineValues(
      """
      `{swift} late`, `{swift} S()[0]`, `{swift} 3.g()`, `{swift} early`.

      ```swift
      let early = 2
      struct S { subscript(i: Int) -> Int { late } }
      extension Int { func g() -> Int { late } }
      #if true
      let late = 42
      #endif
      ```
      """)
    #expect(late == [0, 1, 2, 3])
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
    "struct S { var f: Int { late } }\nlet a = \\S.f",
    "var all: [() -> Int] = []\nall.append { late }",
    "struct S { func keep(_ f: @escaping () -> Int) {} }\nlet s = S()\ns.keep { late }",
    "//| error: trap\n[late][1]",
  ])
  func isNotImagined(_ code: String) throws {
    #expect(try warnings(code, "let late = 1") == "")
  }

  @Test func inlineValuesWait() throws {
    let late = try lateInlineValues(
      """
      It is `{swift} late`, doubled `{swift} doubled()`, and `{swift} 1 + 1`.

      ```swift
      func doubled() -> Int { 2 * late }
      let late = 1
      ```
      """)
    #expect(late == [0, 1])
  }
}
