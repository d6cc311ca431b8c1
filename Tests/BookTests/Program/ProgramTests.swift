import Testing

@testable import Book
@testable import Outputs

/// A chapter of these lines after its front matter, which ends at line 4.
func chapter(_ body: String, slug: String = "02-test", frontMatter: String = "seed: 7") throws
  -> Chapter
{
  try Chapter.parse(
    "---\ntitle: T\n\(frontMatter)\n---\n\(body)", displayPath: "Chapters/\(slug).md")
}

/// What `body` throws, as it is printed.
func message<T>(_ body: () throws -> T) -> String {
  do {
    _ = try body()
    return ""
  } catch {
    return "\(error)"
  }
}

@Suite struct ProgramTests {
  private func program(
    _ chapter: Chapter, with others: [Chapter] = [], settings: [String: String] = [:],
    quick: Bool = false
  ) throws -> Program {
    try Program(
      chapter: chapter, book: Book(chapters: others + [chapter]), settings: settings, quick: quick)
  }

  /// The lines of `main.swift` that are not blank, by number.
  private func lines(_ program: Program) -> [String] {
    program.sources[0].text.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated().filter { !$1.isEmpty }.map { "\($0 + 1)|\($1)" }
  }

  @Test func everyLineStandsWhereTheAuthorWroteIt() throws {
    let chapter = try chapter(
      """

      Prose.

      ```swift
      //| label: a
      let x = 1  // one
      x + 1  // two
      ```

      Then `{swift} x` and `{swift} x + 2`.

      - in a list

        ```swift
        print(x)
        ```

      ```swift
      x
      ```

      ```swift
      //| eval: false
      nothing
      ```

      ```swift
      //| error: throw
      try f()
      ```

      ```swift
      //| error: trap
      let y = 1
      ```
      """)
    #expect(
      try lines(program(chapter)) == [
        "1|#sourceLocation(file: \"Chapters/02-test.md\", line: 2)",
        "2|import Lesson;", "3|let seed: UInt64 = 7",
        "8|__cell(0);", "9|//| label: a", "10|let x = 1;__show(  // one", "11|x + 1)  // two",
        "14|     __v(0,   x);    __v(1,   x + 2);",
        "18|__cell(1);__show(", "19|  print(x))",
        "22|__cell(2);__show(", "23|x)",
        "31|__cell(4);do {__show(", "32|//| error: throw", "33|try f())",
        "34|} catch { __caught(error) }",
        "36|__cell(5);if __trial() {", "37|//| error: trap", "38|let y = 1", "39|__trialEnd() }",
        "40|__finished()",
      ])
  }

  @Test func assignmentsAndStatementsAreNotShown() throws {
    for code in ["x = 1", "let y = 1", "for i in 0..<3 { print(i) }", "if true { 1 }", "_ = f()"] {
      let program = try program(chapter("```swift\n\(code)\n```"))
      #expect(!program.sources[0].text.contains("__show"), "\(code)")
    }
  }

  @Test func aCellThatDoesNotParseIsTheLast() throws {
    let program = try program(chapter("```swift\nlet x = = 2\n```\n\n```swift\nlet y = 1\n```"))
    #expect(!program.sources[0].text.contains("let y"))
  }

  @Test func cellsThatMustNotCompileHaveProgramsOfTheirOwn() throws {
    let program = try program(
      chapter("```swift\nlet x = 1\n```\n\n```swift\n//| error: compile\nlet y: Int = \"\"\n```"))
    #expect(!program.sources[0].text.contains("let y"))
    #expect(program.mustNotCompile.keys.sorted() == [1])
    let trial = try #require(program.mustNotCompile[1]?.first?.text)
    #expect(trial.contains("let x = 1") && trial.contains("let y: Int"))
  }

  @Test func usedChaptersBringTheirExports() throws {
    let first = try chapter(
      "```swift\n//| export: true\nfunc one() -> Int { 1 }\n```\n\n```swift\nlet no = 1\n```",
      slug: "01-first")
    let second = try chapter(
      "```swift\n//| export: true\nfunc two() -> Int { 2 * one() }\n```", slug: "02-second",
      frontMatter: "uses: [01-first]")
    let third = try chapter(
      "```swift\ntwo()\n```", slug: "03-third", frontMatter: "uses: [02-second]")
    let program = try program(third, with: [first, second])
    #expect(program.sources.map(\.name) == ["main.swift", "01-first.swift", "02-second.swift"])
    #expect(
      program.sources[1].text == """
        #sourceLocation(file: "Chapters/01-first.md", line: 2)
        import Lesson



        //| export: true
        func one() -> Int { 1 }






        """)
  }

  @Test func exportsHoldDeclarationsOnly() throws {
    let chapter = try chapter("```swift\n//| export: true\nfunc f() {}\nf()\n```")
    #expect(
      message { try program(chapter) }
        == "Chapters/02-test.md:8:1: error: a cell with “export” holds declarations only; "
        + "move this to a cell of its own")
  }

  @Test func aCellUsesNoValueAboveItsComputation() throws {
    let body =
      "```swift\nlet other = 2 * loss\n```\n\n"
      + "```swift\nfunc f() -> Int { loss }\nlet loss = 1\n```"
    #expect(
      message { try program(chapter(body)) }
        == "Chapters/02-test.md:6:17: error: “loss” is used here before it is computed in line 11; "
        + "move this below that line")
  }

  @Test func anInlineValueAheadOfItsCellWaits() throws {
    let program = try program(
      chapter("`{swift} loss`\n\n```swift\nlet loss = 1\n```\n\n`{swift} loss`"))
    #expect(program.sources[0].text.contains("\n__l(0,   loss);\n"))
    #expect(program.sources[0].text.contains("\n__v(1,   loss);\n"))
  }

  @Test func theHashIsBlindToLayout() throws {
    func hash(_ body: String) throws -> String { try program(chapter(body)).hash }
    let base = try hash("Text.\n\n```swift\nlet x = 1\nx - 1\n```")
    #expect(try hash("```swift\n// why\nlet x   =  1\n\nx - 1 // because\n```\nMore") == base)
    #expect(try hash("```swift\nlet x = 2\nx - 1\n```") != base)
    #expect(try hash("```swift\nlet x = 1\nx\n-1\n```") != base)
    #expect(try hash("```swift\nlet x = 1\n```\n\n```swift\nx - 1\n```") != base)
    #expect(base.count == 64)
  }

  @Test func sha256MatchesItsPublishedVectors() {
    #expect(
      SHA256.hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256.hex(Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256.hex(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      SHA256.hex(Array(repeating: UInt8(ascii: "a"), count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
}
