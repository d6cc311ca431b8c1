import Foundation
import Testing

@testable import Book

/// What a run of these lines, the first being line 5 of the chapter, says when it fails.
private func failure(_ body: String, timeout: Double? = 60) -> String {
  message { try run(chapter(body), timeout: timeout) }
}

@Suite struct BadChapterTests {
  @Test func aCompileErrorIsAtTheChaptersLineWithItsSnippet() {
    #expect(
      failure(
        """
        Prose.

        ```swift
        let count = 3
        count + "x"
        ```
        """)
          == """
          Chapters/02-test.md:9:7: error: binary operator '+' cannot be applied to operands of type \
          'Int' and 'String'
           7 | ```swift
           8 | let count = 3
           9 | count + "x"
             |       |- error: binary operator '+' cannot be applied to operands of type 'Int' and 'String'
             |       `- note: overloads for '+' exist with these partially matching parameter lists: \
          (Int, Int), (String, String)
          10 | ```
          11 | 
          """.trimmingCharacters(in: .newlines))
  }

  /// The compiler would miss it at the end of the program, after code of other cells.
  @Test(arguments: [
    ("func f() {", "7:10", "“{”", "“}”"),
    ("func f() {\n  if seed > 1 {\n    print(1)\n}", "7:10", "“{”", "“}”"),
    ("\nlet a = [1, 2].map {", "8:20", "“{”", "“}”"),
    ("print(max(1, 2)", "7:6", "“(”", "“)”"),
    ("let a = [1,\n  2", "7:9", "“[”", "“]”"),
    ("print(\"one)", "7:7", "text", "‘\"’"),
    ("let a = \"\"\"\n  one", "7:9", "text", "‘\"\"\"’"),
    ("#if DEBUG\nlet a = 1", "7:1", "“#if”", "“#endif”"),
    ("let a = 1\n/* /* so */ ", "8:1", "comment", "“*/”"),
    ("let a = 1 /* so", "7:11", "comment", "“*/”"), ("/** so", "7:1", "comment", "“*/”"),
  ])
  func whatIsNotClosedIsReportedWhereItOpens(
    code: String, place: String, opening: String, closing: String
  ) {
    let rest = "\n```\n\nProse.\n\n```swift\nlet y = [1, 2].map { $0 + 1 }\n```"
    #expect(
      failure("Prose.\n```swift\n\(code)" + rest) == """
        Chapters/02-test.md:\(place): error: this \(opening) is not closed in its cell: \
        \(closing) is missing
        """)
  }

  @Test func whatIsClosedIsNotReported() throws {
    let code = "/* /* a */ b */\nlet a = \"\\(max(1, 2)) {\"\n#if DEBUG\n#endif\n// { ("
    #expect(try chapter("```swift\n\(code)\n```").unclosed(exportsOnly: false) == [])
  }

  @Test func aCellThatUnexpectedlyCompilesIsReported() {
    #expect(
      failure("```swift\n//| error: compile\nlet x = 1\n```")
        == "Chapters/02-test.md:5:1: error: this cell is marked “error: compile”, and compiles")
  }

  @Test func trapsAreReportedAtTheirLine() {
    #expect(
      failure(
        "```swift\nlet a = [1, 2]\nfunc pick(_ i: Int) -> Int {\n  a[i]\n}\npick(Int(seed))\n```")
          == """
          Chapters/02-test.md:8:4: error: Index out of range
            called in main at Chapters/02-test.md:10:1
          """)
  }

  /// Swift's own `fatalError` ends its message at a NUL.
  @Test(arguments: [
    ("fatalError(\"a\\0b\")", "a␀b"), ("fatalError(\"\\0\")", "␀"),
    ("fatalError(\"a\\0\\0\")", "a␀␀"),
    ("precondition(seed > 9, \"a\\0b\")", "a␀b"), ("preconditionFailure(\"\\0b\")", "␀b"),
  ])
  func messagesAreShownBeyondANul(_ call: String, message: String) {
    #expect(
      failure("```swift\nfunc pick() {\n  \(call)\n}\npick()\n```")
        == """
        Chapters/02-test.md:7:3: error: \(message)
          called in main at Chapters/02-test.md:9:1
        """)
  }

  /// Swift's own `precondition` is silent in optimized code.
  @Test(arguments: ["precondition(seed > 9, \"few\")", "preconditionFailure(\"few\")"])
  func preconditionsSayWhy(_ call: String) {
    #expect(
      failure("```swift\nfunc pick() {\n  \(call)\n}\npick()\n```")
        == """
        Chapters/02-test.md:7:3: error: few
          called in main at Chapters/02-test.md:9:1
        """)
  }

  @Test func trapsInTheLibraryAreReportedAtTheCallWithTheirMessage() {
    let text = failure(
      """
      ```swift
      print("shapes")
      let x = Tensor.zeros([3, 4])
      let y = Tensor.zeros([5, 6])
      matmul(x, y)
      ```
      """)
    #expect(
      text.hasPrefix(
        "Chapters/02-test.md:9:1: error: matmul: [3, 4] × [5, 6]: the inner"),
      "\(text)")
  }

  @Test func uncaughtErrorsAreReportedWhereTheyAreThrown() {
    #expect(
      failure(
        """
        ```swift
        struct Lost: Error { var what: String }
        func load(_ name: String) throws -> Int {
          if name.isEmpty { return 0 }
          throw Lost(what: name)
        }
        _ = try? load("first")
        try load("keys")
        ```
        """
      ).hasPrefix(
        """
        Chapters/02-test.md:9:3: error: nothing catches this error: Lost(what: "keys")
          called in
        """))
  }

  @Test func falseChecksFailAFinishedRun() throws {
    let run = try run(chapter("```swift\ncheck(\"1 is 2\", 1 == 2)\nprint(\"on\")\n```"))
    #expect(
      run.failedChecks.map(\.description) == [
        "Chapters/02-test.md:6:1: error: this does not hold: 1 is 2"
      ])
    #expect(
      run.record.cells[0].outputs == [
        .check(message: "1 is 2", passed: false), .printed("on\n"),
      ])
  }

  @Test func promisesOfFailureMustBeKept() {
    #expect(
      failure(
        """
        ```swift
        //| error: throw
        func f() throws {}
        try f()
        ```

        ```swift
        //| error: trap
        1
        ```
        """) == """
          Chapters/02-test.md:5:1: error: this cell is marked “error: throw” and does not throw
          Chapters/02-test.md:11:1: error: this cell is marked “error: trap” and does not trap
          """)
  }

  @Test func endlessCellsAreStopped() throws {
    let body = "```swift\nlet x = 1\n```\n\n```swift\nwhile true {}\n```"
    #expect(
      failure(body, timeout: 0.5)
        == "Chapters/02-test.md:9:1: error: the chapter was stopped after 0.5 s, while this cell ran"
    )
    // Cancelled as Ctrl-C does, with a child of its own.
    let runner = Runner()
    let text = message {
      try run(chapter(body), runner: runner) { event in
        if case .cell(1) = event { DispatchQueue.global().async { runner.cancel() } }
      }
    }
    #expect(text == "stopped")
  }

  @Test func endingEarlyIsAFailure() {
    let body = "```swift\nimport Foundation\nexit(Int32(seed) - 7)\n```"
    #expect(
      failure(body)
        == "Chapters/02-test.md:5:1: error: the chapter ended before its last line: "
        + "does this cell call exit?")
  }

  @Test func aGigabyteIsCutWithANotice() throws {
    let run = try run(
      chapter(
        """
        ```swift
        import Foundation
        let block = [UInt8](repeating: 97, count: 1 << 20)
        for _ in 0..<1024 { _ = block.withUnsafeBytes { write(1, $0.baseAddress, $0.count) } }
        ```

        ```swift
        print("next")
        ```
        """))
    guard case .printed(let text) = run.record.cells[0].outputs.first else {
      Issue.record("nothing printed")
      return
    }
    #expect(text.hasPrefix("aaaa"))
    #expect(
      text.hasSuffix("a\n… The first 65536 of 1073741824 bytes; the rest is left out.\n"))
    #expect(text.utf8.count < 70_000)
    #expect(run.record.cells[1].outputs == [.printed("next\n")])
  }

  @Test func aFloodOfOutputsIsStopped() {
    #expect(
      failure("```swift\nfor i in 0..<1_000_000 { show(i) }\n```")
        == "Chapters/02-test.md:5:1: error: the chapter was stopped: "
        + "it shows more than a page can hold")
  }

  @Test func warningsReachTheAuthorOnce() throws {
    let lock = NSLock()
    nonisolated(unsafe) var warnings: [String] = []
    for _ in 1...2 {
      warnings = []
      _ = try run(chapter("```swift\nfunc f() {\n  let unused = 1\n}\nf()\n```")) { event in
        guard case .warning(let warning) = event else { return }
        lock.withLock { warnings.append("\(warning.file):\(warning.line):\(warning.column)") }
      }
      #expect(warnings == ["Chapters/02-test.md:7:7"])
    }
  }
}
