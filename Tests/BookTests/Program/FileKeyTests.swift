import Foundation
import Testing

@testable import Book

/// Files in the keys of checkpoints and of results, and reads that no key could hold.
@Suite struct FileKeyTests {
  private static let body = """
    ```swift
    //| parameters: true
    let table = "points.csv"
    ```

    ```swift
    func load() throws -> Tensor { try readCSV(table).values }
    let notes = try readText("notes.txt")
    ```

    ```swift
    let a = try checkpoint("a") { try load().sum().item }
    ```

    ```swift
    let b = checkpoint("b") { notes.count }
    ```

    ```swift
    let c = checkpoint("c") { 3 }
    notes
    ```

    ```swift
    c
    ```
    """

  private func program(
    _ body: String = body, files: [String: String] = ["points.csv": "p", "notes.txt": "n"],
    settings: [String: String] = [:]
  ) throws -> Program {
    let chapter = try chapter(body)
    return try Program(
      chapter: chapter, book: Book(chapters: [chapter]), settings: settings,
      fileHashes: FileHashes(files))
  }

  private func keys(_ program: Program) -> [String: String] {
    Dictionary(uniqueKeysWithValues: program.checkpoints.map { ($0.name, $0.key) })
  }

  private func changed(_ files: [String: String], settings: [String: String] = [:]) throws
    -> [String]
  {
    let (old, new) = (try keys(program()), try keys(program(files: files, settings: settings)))
    return old.keys.filter { old[$0] != new[$0] }.sorted()
  }

  @Test func aFileIsPartOfTheKeysThatDependOnIt() throws {
    #expect(try changed(["points.csv": "p", "notes.txt": "n"]) == [])
    #expect(try changed(["points.csv": "q", "notes.txt": "n"]) == ["a"])
    #expect(try changed(["points.csv": "p", "notes.txt": "m"]) == ["b"])
    #expect(try changed(["points.csv": "p"]) == ["b"])
    #expect(try changed([:]) == ["a", "b"])
    #expect(
      try changed(
        ["points.csv": "p", "notes.txt": "n", "other.csv": "o"], settings: ["table": "other.csv"])
        == ["a"])
    let program = try program()
    #expect(program.checkpoints.map(\.files) == [["points.csv": "p"], ["notes.txt": "n"], [:]])
    #expect(program.checkpoints[0].parts.last?.name == "points.csv")
    #expect(program.checkpoints[0].parts.last?.place == "Chapters/02-test.md:11")
  }

  @Test func keysOfCheckpointsThatReadNothingAreAsBefore() throws {
    let (text, chapterKeys) = (
      CheckpointKeyTests.body, try CheckpointKeyTests.keys(CheckpointKeyTests.body)
    )
    let reading = text + "\n```swift\nlet other = try readText(\"notes.txt\")\n```\n"
    #expect(try CheckpointKeyTests.keys(reading) == chapterKeys)
  }

  @Test func resultsDependOnTheFilesThatTheyRead() throws {
    func cells(_ files: [String: String]) throws -> [String] {
      try #require(ResultKeys(of: program(files: files))).cells
    }
    let old = try cells(["points.csv": "p", "notes.txt": "n"])
    let new = try cells(["points.csv": "p", "notes.txt": "m"])
    #expect(old.indices.filter { old[$0] != new[$0] } == [1, 3, 4])
  }

  @Test(arguments: [
    "try readText(name)", "try readText(\"a\\(seed).txt\")", "try [\"a\"].map(readText)[0]",
    "try Lesson.readText(name)", "try readText(\"a\" + name)", "try (readText)(\"a.txt\")",
  ])
  func computedNamesAreRefusedInWhatACheckpointDependsOn(read: String) throws {
    let body = """
      ```swift
      var name = "a.txt"
      let text = \(read)
      let a = checkpoint("a") { text.count }
      ```
      """
    let found = message { try program(body) }
    #expect(found.hasPrefix("Chapters/02-test.md:7:"), "\(found)")
    #expect(found.contains("write the file's name as a literal, readText(\"points.csv\")"))
    #expect(!found.contains("\n"))
    // Elsewhere a name may be computed: the record holds what was read.
    let free = try program(body.replacing("text.count", with: "3"))
    #expect(ResultKeys(of: free) == nil)
  }

  @Test func aChaptersOwnFunctionOfTheName() throws {
    let body = """
      ```swift
      func readText(_ name: Int) -> String { "\\(name)" }
      let a = checkpoint("a") { readText(3) }
      ```
      """
    #expect(try program(body).checkpoints[0].files == [:])
    let local =
      "```swift\nlet a = checkpoint(\"a\") { let readCSV = { $0 + 1 }; return readCSV(3) }\n```"
    #expect(try program(local).checkpoints[0].files == [:])
  }

  @Test(arguments: [
    ("String(contentsOfFile: \"data.txt\")", "readText"), ("getenv(\"HOME\")", "parameter"),
    ("URLSession.shared", "readBytes"), ("Process()", "readBytes"),
    ("FileManager.default.contents(atPath: \"a\")", "readText"),
  ])
  func otherReadsAreRefused(read: String, advice: String) throws {
    let body = """
      ```swift
      let text = try \(read)
      let a = checkpoint("a") { text.count }
      let b = checkpoint("b") { text.count }
      ```
      """
    let found = message { try program(body) }
    #expect(
      found.hasPrefix("Chapters/02-test.md:6:16: error: the checkpoint “a” depends on "), "\(found)"
    )
    #expect(found.contains(advice))
    #expect(!found.contains("\n"))
    #expect(try program(body.replacing("{ text.count }", with: "{ 3 }")).checkpoints.count == 2)
  }

  @Test(arguments: ["Date()", "ContinuousClock.now", "Int.random(in: 0..<9)", "[1, 2].shuffled()"])
  func timeAndRandomnessAreMarked(read: String) throws {
    let body = """
      ```swift
      func start() -> Any { \(read) }
      let a = checkpoint("a") { "\\(start())" }
      let b = checkpoint("b") { 3 }
      ```
      """
    let program = try program(body)
    #expect(program.warnings.map(\.line) == [6])
    #expect(program.warnings[0].message.contains("the checkpoint “a” depends on "))
    #expect(program.warnings[0].message.contains("a saved result keeps an old value"))
    #expect(program.checkpoints.map(\.untracked.count) == [1, 0])
    #expect(program.checkpoints[0].untracked[0].place == "Chapters/02-test.md:6")
    let none = CheckpointFolders(published: [], cache: URL(fileURLWithPath: "/nowhere"))
    let forecasts = CheckpointForecast.all(of: program, in: none)
    #expect(forecasts[0].reasons.last?.contains("which its key does not hold") == true)
    #expect(forecasts[1].reasons == ["nothing is saved yet"])
  }
}
