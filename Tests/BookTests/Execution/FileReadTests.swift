import Foundation
import Outputs
import Testing

@testable import Book

/// A chapter in a folder of its own, with files beside it.
private final class Place {
  let folder = FileManager.default.temporaryDirectory.appending(path: "reading-\(UUID())")
  var chapters: URL { folder.appending(path: "Chapters") }
  var fates: [String] = []

  init(_ body: String, files: [String: String] = [:]) throws {
    try FileManager.default.createDirectory(
      at: chapters.appending(path: "data"), withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
    try write("---\ntitle: T\nsummary: S.\nseed: 7\n---\n\(body)", to: "02-test.md")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: chapters.appending(path: name))
  }

  func program(named display: String = "Chapters") throws -> Program {
    let book = try Book.load(folder: chapters, displayName: display)
    return try Program(chapter: book.chapters[0], book: book)
  }

  func run(named display: String = "Chapters") throws -> Run {
    fates = []
    let options = RunOptions(
      timeout: 60, threads: 1, libraryFolder: LessonLibrary().folder,
      checkpoints: CheckpointFolders(published: [], cache: folder.appending(path: "kept")))
    return try Runner().run(program(named: display), options: options) { event in
      if case .checkpoint(_, let fate) = event {
        self.fates.append(String("\(fate)".prefix { $0 != "(" }))
      }
    }
  }

  func status(of run: Run) throws -> RecordStatus {
    RecordStatus(of: try program(), run: RecordedRun(record: run.record, cost: nil))
  }
}

@Suite struct FileReadTests {
  @Test func filesAreReadRecordedAndCompared() throws {
    let place = try Place(
      """
      ```swift
      let points = try readCSV("data/points.csv")
      print(points.names, points["y"].scalars, try readText("notes.txt"), try readBytes("notes.txt").count)
      let more = try? readText("more.txt")
      print(more ?? "none")
      for _ in 0..<3 { _ = try readText("notes.txt") }
      ```
      """, files: ["data/points.csv": "x,y\r\n1,2\r\n3,4\r\n", "notes.txt": "hello"])
    let run = try place.run()
    #expect(run.record.cells[0].outputs == [.printed("[\"x\", \"y\"] [2.0, 4.0] hello 5\nnone\n")])
    #expect(run.record.reads.map(\.name) == ["data/points.csv", "more.txt", "notes.txt"])
    #expect(run.record.reads[1].sha256 == "")
    #expect(run.record.reads[2].sha256 == SHA256.hex(Array("hello".utf8)))
    let saved = try JSONEncoder().encode(run.record)
    #expect(try JSONDecoder().decode(Record.self, from: saved) == run.record)
    #expect(try place.status(of: run).isCurrent)
    #expect(Page.facts(run.record, nil) == ["Seed 7", "Reads data/points.csv, notes.txt"])

    let chapter = try place.program().chapter
    try place.write("hallo", to: "notes.txt")
    #expect(try place.status(of: run).message == "recorded, but notes.txt has changed since")
    let again = try place.run()
    #expect(
      again.record.compare(with: run.record, chapter: chapter)
        == ["notes.txt: its bytes are not those recorded", "cell 1 (line 6): printed text differs"])
    try place.write("hello", to: "notes.txt")
    #expect(try place.status(of: run).isCurrent)
    // A file that was missing is there now.
    try place.write("more", to: "more.txt")
    #expect(try place.status(of: run).message == "recorded, but more.txt has changed since")
    try FileManager.default.removeItem(at: place.chapters.appending(path: "data/points.csv"))
    #expect(
      try place.status(of: run).message
        == "recorded, but data/points.csv, more.txt have changed since")
  }

  @Test(arguments: [
    ("try readCSV(\"points.csv\")", "points.csv:3: has 1 field, line 1 has 2"),
    ("try readText(\"../points.csv\")", "../points.csv: is not in the chapter's folder"),
    ("try readText(\"/etc/passwd\")", "/etc/passwd: is not in the chapter's folder"),
    ("try readBytes(\"pipe\")", "pipe: is a named pipe, not a file"),
    ("try readBytes(\"data\")", "data: is a folder, not a file"),
    ("try readImage(\"points.csv\")", "points.csv: is no PNG image"),
    ("try readText(\"none\")", "none: is not beside the chapter, in Chapters/"),
  ])
  func faultsAreOneLineAtTheChaptersLine(read: String, fault: String) throws {
    let place = try Place(
      "\n```swift\nlet a = 1\n_ = \(read)\n```\n", files: ["points.csv": "x,y\n1,2\n3\n"])
    mkfifo(place.chapters.appending(path: "pipe").path, 0o600)
    let found = message { try place.run() }
    #expect(found.hasPrefix("Chapters/02-test.md:9:"), "\(found)")
    #expect(found.contains("nothing catches this error: \(fault)"), "\(found)")
  }

  /// Fault 11: a file changes, and a checkpoint that read it is not used.
  @Test func aCheckpointWhoseFileChangedIsTrainedAgain() throws {
    let place = try Place(
      """
      ```swift
      struct Model: Module { var w = Parameter(Tensor([1, 2])) }
      let text = try readText("data.txt")
      let model = Model()
      let losses = try checkpoint("m", model) { () -> [Float] in
        model.w.value = model.w.value * Float(text.count + (try readText("more.txt")).count)
        return [model.w.value.sum().item]
      }
      losses
      ```
      """, files: ["data.txt": "abc", "more.txt": ""])
    let first = try place.run()
    #expect(place.fates == ["trained"])
    let second = try place.run()
    #expect(place.fates == ["reused"])
    // The body did not run, and the record is the same.
    #expect(second.record == first.record)
    #expect(first.record.reads.map(\.name) == ["data.txt", "more.txt"])
    for (name, text, sum) in [("data.txt", "abcd", "12.0"), ("more.txt", "ab", "18.0")] {
      try place.write(text, to: name)
      let forecast = CheckpointForecast.all(
        of: try place.program(),
        in: CheckpointFolders(published: [], cache: place.folder.appending(path: "kept")))
      #expect(forecast[0].willBeReused == false)
      #expect(forecast[0].reasons.contains { $0.hasPrefix("\(name) (Chapters/02-test.md:") })
      let run = try place.run()
      #expect(place.fates == ["trained"])
      #expect("\(run.record.cells[0].outputs)".contains(sum))
    }
    try place.write("", to: "more.txt")
    try place.write("abc", to: "data.txt")
    #expect(try place.run().record == first.record)
    #expect(place.fates == ["reused"])
  }

  @Test func theInputOfFault11IsRefused() throws {
    let place = try Place(
      """

      ```swift
      import Foundation

      struct Model: Module { var w = Parameter(Tensor([1, 2])) }
      let text = try String(contentsOfFile: "data.txt", encoding: .utf8)
      let model = Model()
      let losses = checkpoint("m", model) { () -> [Float] in
        model.w.value = model.w.value * Float(text.count)
        return [model.w.value.sum().item]
      }
      losses
      ```
      """)
    let found = message { try place.program() }
    #expect(
      found
        == "Chapters/02-test.md:11:16: error: the checkpoint “m” depends on String(contentsOfFile:), which its "
        + "key cannot hold: read a file beside the chapter with readBytes, readText, readCSV or readImage, "
        + "which the key holds")
  }

  @Test func aFileThatChangesAfterItsKeyWasMadeIsNotUsed() throws {
    let place = try Place(
      """

      ```swift
      let a = try checkpoint("a") { try readText("data.txt").count }
      ```
      """, files: ["data.txt": "abc"])
    let program = try place.program()
    try place.write("abcd", to: "data.txt")
    let folders = CheckpointFolders(published: [], cache: place.folder.appending(path: "kept"))
    let options = RunOptions(
      timeout: 60, threads: 1, libraryFolder: LessonLibrary().folder, checkpoints: folders)
    let found = message { try Runner().run(program, options: options) }
    #expect(
      found.hasPrefix(
        "Chapters/02-test.md:8:"),
      "\(found)")
    #expect(
      found.contains("error: data.txt has changed since this run began: run the chapter again"))
    #expect(folders.finishedFiles(of: program.chapter) == [:])
  }

  @Test func markedReadsAreOnThePage() throws {
    let place = try Place(
      "```swift\nlet a = checkpoint(\"a\") { [1, 2].shuffled().count }\na\n```\n")
    let run = try place.run()
    let sentence = "“a” depends on .shuffled(), which its key does not hold"
    #expect(run.record.untracked == [sentence])
    #expect(Page.facts(run.record, nil) == ["Seed 7", sentence])
  }

  @Test func pathsInARecordDoNotDependOnTheCommand() throws {
    let place = try Place(
      """

      ```swift
      print(#file, #filePath, #fileID, #line)
      struct Wrong: Error { var file = #file }
      ```

      ```swift
      //| error: trap
      fatalError("on purpose")
      ```

      ```swift
      //| error: compile
      let x: Int = "a"
      ```
      """)
    let names = ["Chapters", "/somewhere/else/Chapters", "../book", "."]
    let records = try names.map { try place.run(named: $0).record }
    #expect(
      records[0].cells[0].outputs
        == [.printed("Chapters/02-test.md Chapters/02-test.md Chapter/02-test.md 8\n")])
    for record in records { #expect(record == records[0]) }
    // Messages name the file as the command does.
    try place.write(
      "---\ntitle: T\nsummary: S.\nseed: 7\n---\n\n```swift\nlet x: Int = \"a\"\n```\n",
      to: "02-test.md")
    #expect(
      message { try place.run(named: "../book") }.hasPrefix(
        "../book/02-test.md:8:14: error: cannot convert"))
    try place.write(
      "---\ntitle: T\nsummary: S.\nseed: 7\n---\n\n```swift\nfunc f() { fatalError(\"no\") }\nf()\n```\n",
      to: "02-test.md")
    let trap = message { try place.run(named: "/somewhere/book") }
    #expect(trap.hasPrefix("/somewhere/book/02-test.md:8:"), "\(trap)")
  }
}
