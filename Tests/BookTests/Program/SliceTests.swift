import Foundation
import Testing

@testable import Book

/// The part of a program that an edit affects, and its execution.
@Suite struct SliceTests {
  private func program(
    _ body: String, with others: [Chapter] = [], frontMatter: String = "seed: 7"
  ) throws -> Program {
    let chapter = try chapter(body, frontMatter: frontMatter)
    return try Program(chapter: chapter, book: Book(chapters: others + [chapter]))
  }

  /// The part of a chapter that the replacement of a text in it concerns.
  private func slice(
    of body: String = CheckpointKeyTests.body, _ old: String, _ new: String
  ) throws -> Slice? {
    try #require(body.contains(old))
    let keys = try #require(ResultKeys(of: try program(body)))
    return Slice(of: try program(body.replacing(old, with: new)), since: keys)
  }

  private func cells(
    of body: String = CheckpointKeyTests.body, _ old: String, _ new: String
  ) throws -> [Int]? {
    try slice(of: body, old, new)?.cells.sorted()
  }

  @Test(arguments: [
    ("Prose.", "Other prose, and\n\nmore lines.", []),
    ("let steps = 400", "let steps   =   400  // Enough.", []),
    ("{ step in\n  let x", "{ step in\n  // Fresh noise.\n\n  let x", []),
    ("Plot(\"After\"", "Plot(\"Later\"", [7]),
    ("Plot(\"Before\"", "Plot(\"Earlier\"", [3]),
    ("spread(net)\n```", "spread(net).count\n```", [4]),
    ("let learningRate: Float = 0.01", "let learningRate: Float = 0.02", [0, 6, 7]),
    ("let shownPoints = 20", "let shownPoints = 30", [0, 3, 4, 7]),
    ("{ 3 * x }", "{ 4 * x }", [3, 6, 7]),
    ("train(other, rate: 0.5)", "train(other, rate: 0.6)", [5]),
    ("train(other, rate: 0.5)", "train(net, rate: 0.5)", [5, 6, 7]),
  ])
  func holdsWhateverDependsOnTheEdit(_ old: String, _ new: String, _ concerned: [Int]) throws {
    #expect(try cells(old, new) == concerned)
  }

  @Test func theRestOfTheProgramIsBlank() throws {
    let slice = try #require(try slice("Plot(\"After\"", "Plot(\"Later\""))
    let (whole, part) = (
      try program(CheckpointKeyTests.body.replacing("After", with: "Later")).sources[0].text,
      slice.program.sources[0].text
    )
    for needed in ["struct Net", "let points", "func target", "checkpoint(\"net\"", "\"Later\""] {
      #expect(part.contains(needed), "\(needed) is missing")
    }
    for other in ["\"Before\"", "spread(net)", "checkpoint(\"other\"", "func spread"] {
      #expect(whole.contains(other) && !part.contains(other), "\(other) is left")
    }
    let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false) }
    #expect(lines(whole).count == lines(part).count)
    for (line, kept) in zip(lines(whole), lines(part)) {
      // What shows a value may stand behind it.
      #expect(kept.allSatisfy(\.isWhitespace) || line.hasPrefix(kept))
    }
    #expect(slice.checkpoints.map(\.name) == ["net"])
    #expect(slice.program.hash != (try program(CheckpointKeyTests.body)).hash)
  }

  /// As `serve` executes a part.
  private static var failingFast: RunOptions {
    var options = RunOptions(timeout: 60, threads: 1, libraryFolder: LessonLibrary().folder)
    (options.failsFast, options.isOptimized) = (true, false)
    return options
  }

  /// What a cell draws, appends, counts up or prints has to do with the cells before it.
  @Test(arguments: [
    "let draws = random.stream(\"x\")\n|let a = draws.normal([3])|draws.normal([3]) + LAST",
    "var counts = [1: 1]\n|counts.removeValue(forKey: 1)|counts.count + LAST",
    "final class Tally { var count = 0\n  func add() { count += 1 } }\nlet tally = Tally()\n"
      + "|tally.add()|tally.count + LAST",
    "let net = Linear(1, 1, random: random.stream(\"n\"))\n|net.weight.value = net.weight.value + 1|"
      + "net.weight.value + LAST",
    "let adam = Adam(Linear(1, 1, random: random.stream(\"n\")))\n|adam.learningRate = 2|"
      + "adam.learningRate + LAST",
  ])
  func whatChangesItsThingsIsNeeded(_ code: String) throws {
    let cells = "let random = Random(seed: seed)|\(code)|2 + 2".split(separator: "|")
    let body = cells.map { "```swift\n\($0)\n```\n\n" }.joined()
    let slice = try #require(try slice(of: body, "LAST", "1"))
    #expect(slice.cells == [3])
    let text = slice.program.sources[0].text
    #expect(text.contains(cells[2]) && !text.contains("2 + 2"))
    // And what is changed otherwise is something else later.
    #expect(try self.cells(of: body, String(cells[2]), "_ = 1") == [2, 3])
  }

  @Test func valuesAreToldApart() throws {
    let body = """
      A sum: `{swift} sum`, and `{swift} 2 + 2`.

      ```swift
      let first = 1
      let second = 2
      ```

      It begins with `{swift} first`.

      ```swift
      let sum = first + second
      ```

      ```swift
      print("something else")
      ```

      The sum is `{swift} sum`, doubled `{swift} 2 * sum`.
      """
    let slice = try #require(try slice(of: body, "let second = 2", "let second = 3"))
    let text = slice.program.sources[0].text
    #expect(text.contains("__l(0,") && text.contains("__v(3,") && text.contains("__v(4,"))
    #expect(!text.contains("__v(1,") && !text.contains("__v(2,"))
  }

  @Test func exportsComeAsNeeded() throws {
    func first(_ factor: Int) throws -> Chapter {
      try chapter(
        """
        ```swift
        //| export: true
        func scaled(_ x: Int) -> Int { \(factor) * x }
        func halved(_ x: Int) -> Int { x / 2 }
        ```
        """, slug: "01-first")
    }
    let body = "```swift\nscaled(2)\n```\n\n```swift\nhalved(2)\n```"
    let uses = "seed: 7\nuses: [01-first]"
    let keys = ResultKeys(of: try program(body, with: [first(2)], frontMatter: uses))
    let slice = Slice(
      of: try program(body, with: [first(3)], frontMatter: uses), since: try #require(keys))
    #expect(slice?.cells == [0])
    let sources = try #require(slice).program.sources.map(\.text)
    #expect(sources[1].contains("scaled") && !sources[1].contains("halved"))
  }

  /// Where a name says nothing of it, all is executed.
  @Test(arguments: [
    "//| error: throw\nstruct Lost: Error {}\nthrow Lost()", "//| error: trap\n[1][2]",
    "//| error: compile\nlet n: Int = \"a\"", "let x = = 2", "func f() {}\nlet f = 1",
    "struct Count { static var n = 0 }", "SafeTensors.load(\"weights\")", "defer { print(1) }",
    "func counter() -> () -> Int {\n  var n = 0\n  return { n += 1; return n }\n}",
    "func counter() -> () -> Int {\n  var n = 0\n  func next() -> Int { n += 1; return n }\n"
      + "  return next\n}",
    "func counter() -> () -> Int {\n  var n = 0\n  func next() -> Int { n += 1; return n }\n"
      + "  return { next() }\n}",
    "func counter() -> () -> Int {\n  var n = 0\n  func next() -> Int { n += 1; return n }\n"
      + "  func other() -> Int { next() }\n  return other\n}",
    "typealias FloatLiteralType = Float",
  ])
  func hiddenStateNeedsTheWhole(_ code: String) throws {
    #expect(ResultKeys(of: try program("```swift\n\(code)\n```")) == nil)
  }

  @Test(arguments: [
    "struct Count { static let n = 0\n  static var m: Int { n } }",
    "func sum() -> Int {\n  var n = 0\n  [1].forEach { n += $0 }\n  return n\n}",
    "func sum() -> Int {\n  var n = 0\n  func add(_ m: Int) { n += m }\n  add(1)\n"
      + "  [1].forEach { add($0) }\n  return n\n}",
    "func f(_ x: Int) {}\nfunc f(_ x: Float) {}", "//| eval: false\nFileManager.default",
  ])
  func plainCodeDoesNot(_ code: String) throws {
    #expect(ResultKeys(of: try program("```swift\n\(code)\n```")) != nil)
  }

  /// The part gives what the whole gives there, and what it does not give is as it was.
  @Test func isCompletedToTheWhole() throws {
    let body = """
      ```swift
      import Foundation
      let random = Random(seed: seed)
      let draws = random.stream("x")
      Date().timeIntervalSince1970
      ```

      ```swift
      let first = draws.normal([2])
      print("first", first.shape)
      ```

      ```swift
      //| label: fig-line
      //| alt: A line.
      Plot("Line", x: Axis("x"), y: Axis("y")) { Line(0..<2, draws.normal([2])) }
      ```

      Once `{swift} Date().timeIntervalSince1970`, and `{swift} first.count`.

      ```swift
      print("last")
      ```
      """
    let old = try chapter(body)
    let before = try run(old)
    let keys = try #require(ResultKeys(of: try program(body)))
    let edited = body.replacing("\"Line\"", with: "\"Curve\"").replacing("last", with: "the end")
    let slice = try #require(Slice(of: try program("\n\(edited)"), since: keys))
    #expect(slice.cells == [2, 3])
    let part = try Runner().run(slice.program, options: Self.failingFast)
    let whole = try run(try chapter("\n\(edited)"))
    let completed = try #require(slice.completed(part, with: before.record))
    #expect(completed.record.cells[1...] == whole.record.cells[1...])
    #expect(completed.record.cells[0] == before.record.cells[0])
    #expect(completed.record.cells[0] != whole.record.cells[0])
    #expect(completed.record.inlineValues == before.record.inlineValues)
    #expect(completed.record.program == whole.record.program)
    #expect(completed.files == whole.files)
    #expect(completed.cost.cellSeconds.count == 4)
  }

  @Test func mistakesAreAtTheChaptersLines() throws {
    let body = "```swift\nlet a = [1]\nprint(a)\n```\n\n```swift\nprint(a[0])\n```"
    func failure(_ code: String) throws -> String {
      let slice = try #require(try slice(of: body, "print(a[0])", "\n\(code)"))
      #expect(slice.cells == [1])
      return message { try Runner().run(slice.program, options: Self.failingFast) }
    }
    #expect(try failure("a.nothing").hasPrefix("Chapters/02-test.md:12:3: error: value of type"))
    #expect(try failure("print(a[4])").hasPrefix("Chapters/02-test.md:12:"))
    #expect(try failure("print(a[4])").contains("Index out of range"))
  }

  @Test func failsFastAbortsALongRun() throws {
    let body = "```swift\nlet a = 1\n```\n\n```swift\na\n```"
    let slice = try #require(try slice(of: body, "\na\n", "\nwhile a > 0 {}\n"))
    var options = Self.failingFast
    options.timeout = 0.5
    #expect(throws: RunAborted.self) { try Runner().run(slice.program, options: options) }
    options.failsFast = false
    #expect(throws: Diagnostics.self) { try Runner().run(slice.program, options: options) }
  }

  @Test func failsFastAbortsBeforeTraining() throws {
    let body = "```swift\nlet kept = checkpoint(\"kept\") { 1 }\n```\n\n```swift\nkept\n```"
    let slice = try #require(try slice(of: body, "\nkept\n", "\nkept + 1\n"))
    #expect(slice.checkpoints.map(\.name) == ["kept"] && !slice.isCached(in: nil))
    var options = Self.failingFast
    let folder = FileManager.default.temporaryDirectory.appending(path: "kept-\(UUID())")
    let folders = CheckpointFolders(published: [], cache: folder)
    options.checkpoints = folders
    #expect(throws: RunAborted.self) { try Runner().run(slice.program, options: options) }
    options.failsFast = false
    _ = try Runner().run(slice.program, options: options)
    #expect(slice.isCached(in: folders))
    options.failsFast = true
    #expect(
      try Runner().run(slice.program, options: options).record.cells[1].outputs
        == [.shown(content: .text("2"))])
  }
}
