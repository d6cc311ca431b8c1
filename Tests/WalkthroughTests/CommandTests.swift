import Foundation
import Testing

/// The command end to end: a chapter is written, run, verified, edited and broken.
@Suite(.serialized)
struct CommandTests {
  static let chapter = """
    ---
    title: A test
    summary: Two numbers and a figure.
    seed: 3
    quick:
      count: "10"
    ---

    ```swift
    //| parameters: true
    let count = 20
    ```

    The sum is `{swift} total`.

    ```swift
    //| label: fig-line
    //| caption: A line.
    //| alt: A rising line.
    let total = (0..<count).reduce(0, +)
    Plot("Line", x: Axis("x"), y: Axis("y")) { Line(0..<count, 0..<count) }
    ```

    """

  @Test func aNewChapterRunsAtOnceAndVerifies() throws {
    let command = try Command()
    #expect(try command.run("new", "random-walk").status == 0)
    let run = try command.run("run", "random-walk")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("site/01-random-walk/index.html"))
    let before = try command.files(in: "site")
    let verify = try command.run("verify", "1")
    #expect(verify.status == 0, "\(verify.output)\(verify.errors)")
    #expect(try command.files(in: "site") == before)
    #expect(try command.run("new", "random-walk").status == 1)
    #expect(try command.run("new", "Not A Slug").status == 1)
  }

  @Test func anExperimentLeavesTheSiteAsItIs() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    #expect(try command.run("run").status == 0)
    let before = try command.files(in: "site")
    let run = try command.run("run", "test", "--set", "count=5")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("differs from the record"))
    #expect(run.output.contains("fig-line"))
    #expect(try command.run("run", "--quick").status == 0)
    #expect(try command.files(in: "site") == before)
    #expect(try command.run("run", "1", "--set", "count=5", "--output", "aside").status == 0)
    let page = try String(
      contentsOf: command.folder.appending(path: "aside/01-test/index.html"), encoding: .utf8)
    #expect(page.contains("The sum is"))
    #expect(page.contains(">10<"))
  }

  @Test func exportedFilesHaveTheRunsOutputs() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    let early = try command.run("export", "test")
    #expect(early.status == 0, "\(early.errors)")
    #expect(early.output.contains("without outputs: the site holds no run of this"))
    #expect(try command.run("run").status == 0)
    let export = try command.run("export", "1", "--to", "aside")
    #expect(export.status == 0, "\(export.errors)")
    #expect(export.output == "aside/01-test.swift\naside/01-test.ipynb\n")
    let files = try command.files(in: "aside")
    #expect(files["01-test.swift"] == (try command.files(in: "site"))["01-test/01-test.swift"])
    let notebook = String(decoding: try #require(files["01-test.ipynb"]), as: UTF8.self)
    #expect(notebook.contains("The sum is 190."))
    #expect(notebook.contains("\"image/svg+xml\""))
    let changed = try command.run("export", "1", "--set", "count=5", "--to", "aside")
    #expect(changed.output.contains("without outputs"))
    #expect(try command.run("export", "nothing").status != 0)
  }

  @Test func verifyListsDifferences() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    let early = try command.run("verify")
    #expect(early.status == 1)
    #expect(early.errors.contains("Chapters/01-test.md:1:1: error: nothing is recorded"))
    #expect(try command.run("run").status == 0)
    let figure = command.folder.appending(path: "site/01-test/fig-line.svg")
    try Data("<svg/>".utf8).write(to: figure)
    let verify = try command.run("verify")
    #expect(verify.status == 1)
    #expect(verify.output.contains("fig-line.svg"))
    try command.write(
      "01-test.md", Self.chapter.replacingOccurrences(of: "let count = 20", with: "let count = 21"))
    let changed = try command.run("verify")
    #expect(changed.status == 1)
    #expect(changed.output.contains("fig-line"))
  }

  @Test func aFailureLeavesTheLastGoodSite() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    #expect(try command.run("run").status == 0)
    let before = try command.files(in: "site")
    try command.write("01-test.md", Self.chapter + "\n```swift\nlet x: Int = \"text\"\n```\n")
    let run = try command.run("run")
    #expect(run.status == 1)
    #expect(run.errors.contains("Chapters/01-test.md:25:14: error:"), "\(run.errors)")
    try command.write(
      "01-test.md", Self.chapter + "\n```swift\ncheck(\"two is one\", 2 == 1)\n```\n")
    let check = try command.run("run")
    #expect(check.status == 1)
    #expect(check.errors.contains("Chapters/01-test.md:25:1: error"), "\(check.errors)")
    #expect(check.errors.contains("two is one"))
    try command.write("01-test.md", Self.chapter + "\nSee @fig-nowhere.\n")
    let reference = try command.run("run")
    #expect(reference.status == 1)
    #expect(reference.errors.contains("Chapters/01-test.md:24:5: error:"), "\(reference.errors)")
    #expect(try command.files(in: "site") == before)
  }

  @Test func proseAloneIsRenderedWithoutARun() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    #expect(try command.run("run").status == 0)
    try command.write("01-test.md", Self.chapter + "\nOne more sentence.\n")
    #expect(try command.run("render").status == 0)
    let page = command.folder.appending(path: "site/01-test/index.html")
    #expect(try String(contentsOf: page, encoding: .utf8).contains("One more sentence."))
    try command.write(
      "01-test.md", Self.chapter.replacingOccurrences(of: "reduce(0, +)", with: "reduce(1, +)"))
    let stale = try command.run("render")
    #expect(stale.status == 1)
    #expect(stale.errors.contains("walkthrough run 01-test"), "\(stale.errors)")
  }

  /// Hashing differs from process to process: results that depend on a dictionary's order would differ.
  @Test func aRenderWritesTheSameBytes() throws {
    let command = try Command()
    let prose = #"""

      | $`\sqrt{\bar\alpha_t}`$ | ratio |
      |---|--:|
      | $`\underbrace{\sqrt{a}}_{b}`$ | $`\frac{\sqrt{1 - \bar\alpha_t}}{\hat x}`$ |

      See @fig-line.[^a]

      [^a]: A note with $`\overbrace{\sqrt{a}}^{b}`$.
      """#
    try command.write("01-test.md", Self.chapter + prose)
    let run = try command.run("run")
    #expect(run.status == 0, "\(run.errors)")
    let before = try command.files(in: "site")
    for _ in 0..<2 {
      #expect(try command.run("render").status == 0)
      #expect(try command.files(in: "site") == before)
    }
  }

  @Test func chaptersAreFoundByNumberSlugAndFileName() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    let unknown = try command.run("run", "tset")
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("test"))
    #expect(!FileManager.default.fileExists(atPath: command.folder.appending(path: "site").path))
    let list = try command.run("list")
    #expect(list.status == 0)
    #expect(list.output.contains("01-test  A test"))
    #expect(list.output.contains("not yet run"))
  }

  @Test func anEndlessChapterIsStopped() throws {
    let command = try Command()
    try command.write(
      "01-test.md",
      Self.chapter
        + "\n```swift\nwhile true { usleep(1000) }\n```\n"
        .replacingOccurrences(
          of: "usleep(1000)", with: "_ = Random(seed: 1).stream(\"a\").normal()"))
    let start = Date()
    let run = try command.run("run", "--timeout", "3")
    #expect(run.status == 1)
    #expect(run.errors.contains("Chapters/01-test.md:24:1: error"), "\(run.errors)")
    #expect(Date().timeIntervalSince(start) < 60)
    let process = try command.start("run")
    Thread.sleep(forTimeInterval: 6)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus != 0)
    #expect(!FileManager.default.fileExists(atPath: command.folder.appending(path: "site").path))
  }
}
