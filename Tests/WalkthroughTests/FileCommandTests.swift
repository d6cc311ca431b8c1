import Foundation
import Testing

/// A chapter with a file beside it, from the command line.
@Suite(.serialized)
struct FileCommandTests {
  private static let chapter = """
    ---
    title: A test
    summary: A table.
    seed: 3
    ---

    ```swift
    let points = try readCSV("points.csv")
    let sum = checkpoint("sum") { points.values.sum().item }
    ```

    The sum is `{swift} sum`.

    """

  @Test func everyCommandKnowsOfTheFile() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    try command.write("points.csv", "x,y\n1,2\n")
    let run = try command.run("run")
    #expect(run.status == 0, "\(run.errors)")
    let site = try command.files(in: "site")
    let page = String(decoding: try #require(site["01-test/index.html"]), as: UTF8.self)
    #expect(page.contains("<li>Reads points.csv</li>"))
    #expect(try command.run("list").output.contains("    recorded\n"))
    #expect(try command.run("verify").status == 0)
    #expect(try command.run("export", "1").status == 0)
    #expect(try command.files(in: ".build/export")["points.csv"] == Data("x,y\n1,2\n".utf8))

    try command.write("points.csv", "x,y\n1,3\n")
    #expect(
      try command.run("list").output
        .contains("recorded, but points.csv has changed since: walkthrough run 01-test"))
    let why = try command.run("why", "1").output
    #expect(why.contains("01-test: recorded, but points.csv has changed since\n"))
    #expect(why.contains("sum (Chapters/01-test.md:9) will be trained\n"))
    #expect(why.contains("  points.csv (Chapters/01-test.md:8) changed\n"))
    let render = try command.run("render")
    #expect(render.status == 1)
    #expect(render.errors.contains("points.csv has changed since, so the page stays as it was"))
    let verify = try command.run("verify")
    #expect(verify.status == 1)
    #expect(verify.output.contains("points.csv: its bytes are not those recorded"))
    #expect(try command.files(in: "site")["01-test/index.html"] == site["01-test/index.html"])

    try command.write("points.csv", "x,y\n1,2\n")
    #expect(try command.run("why", "1").output.contains("will be used as it is"))
    #expect(try command.run("render").status == 0)
    #expect(try command.files(in: "site") == site)
  }

  @Test func aCheckpointThatCannotBeSavedIsToldOnceAtItsLine() throws {
    let command = try Command()
    try command.write("01-test.md", CheckpointTests.chapter.replacing("usleep(10_000)", with: ""))
    let build = command.folder.appending(path: ".build")
    try FileManager.default.createDirectory(at: build, withIntermediateDirectories: true)
    try Data().write(to: build.appending(path: "checkpoints"))
    let run = try command.run("run")
    #expect(run.status == 0)
    let lines = run.errors.split(separator: "\n").filter { $0.contains("cannot be saved") }
    #expect(lines.count == 1, "\(run.errors)")
    #expect(
      lines[0].hasPrefix(
        "Chapters/01-test.md:24:1: warning: net: its results cannot be saved in .build/"))
    #expect(!run.errors.contains("NSCocoaErrorDomain"))
    #expect(run.output.contains("  there is no record to compare with\n"))
  }
}
