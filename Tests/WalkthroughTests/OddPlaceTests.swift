import Foundation
import Testing

/// Folders, links and devices in the places of files, each told in words and by name; nothing is overwritten.
@Suite(.serialized)
struct OddPlaceTests {
  private static let chapter = """
    ---
    title: A test
    summary: S.
    seed: 3
    ---

    ```swift
    //| label: fig-x
    //| alt: A.
    Plot("Line", x: Axis("x"), y: Axis("y")) { Line(0..<3, 0..<3) }
    ```

    """
  private let manager = FileManager.default

  private func site(_ text: String = chapter) throws -> Command {
    let command = try Command()
    try command.write("01-test.md", text)
    let run = try command.run("run")
    #expect(run.status == 0, "\(run.errors)")
    return command
  }

  private func shell(_ command: Command, _ line: String) throws -> Command.Result {
    try command.shell(line)
  }

  private func expectFault(
    _ result: Command.Result, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.status == 1, "\(words)", sourceLocation: sourceLocation)
    #expect(result.errors.contains(words), "\(result.errors)", sourceLocation: sourceLocation)
    #expect(!result.errors.contains("Domain"), sourceLocation: sourceLocation)
    #expect(!result.output.contains("executed in"), sourceLocation: sourceLocation)
  }

  @Test func aFolderOfOnesOwnIsNoSite() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    for name in ["index.html", "symbols.html", "assets/book.css", "index.html/x"] {
      _ = try command.shell("mkdir -p \"o/$(dirname \(name))\"; echo mine > o/\(name)")
      expectFault(try command.run("run", "--output", "o"), "is not empty and holds no site")
      #expect(try command.text("o/\(name)") == "mine\n")
      try manager.removeItem(at: command.folder.appending(path: "o"))
    }
  }

  @Test func whatLiesInTheSitesPlacesIsNamedBeforeAnythingRuns() throws {
    let command = try site()
    for (place, make, words) in [
      ("assets/book.css", "mkdir", "assets/book.css is a folder, not a file"),
      ("assets/search.js", "mkdir", "assets/search.js is a folder, not a file"),
      ("01-test/fig-x.svg", "mkdir", "01-test/fig-x.svg is a folder, not a file"),
      ("01-test/figures.js", "mkdir", "01-test/figures.js is a folder, not a file"),
      ("01-test/01-test.md", "mkdir", "01-test/01-test.md is a folder, not a file"),
      ("01-test", "ln -s none", "01-test is a link that leads to no folder"),
      ("01-test", "ln -s index.html", "01-test is a link that leads to no folder"),
      ("01-test", "touch", "01-test is a file, not a folder"),
      ("assets", "ln -s assets", "assets is a link that leads to no folder"),
      ("assets", "ln -s none", "assets is a link that leads to no folder"),
      ("assets/katex", "touch", "assets/katex is a file, not a folder"),
    ] {
      _ = try command.shell("cp -a site kept; rm -r site/\(place); \(make) site/\(place)")
      expectFault(try command.run("run"), words)
      expectFault(try command.run("render"), words)
      _ = try command.shell("rm -r site; mv kept site")
    }
    #expect(try command.run("render").status == 0)
  }

  @Test func aFigureOrARecordThatIsNoFileIsAFault() throws {
    let command = try site()
    for (place, target, words) in [
      ("fig-x.svg", "/dev/null", "fig-x.svg:1:1: error: this file is a device, not a file"),
      ("fig-x.svg", "../assets", "fig-x.svg:1:1: error: this file is a folder, not a file"),
      ("fig-x.svg", "none", "fig-x.svg:1:1: error: this file is a link that leads nowhere"),
      ("run.json", "none", "run.json:1:1: error: this record is a link that leads nowhere"),
      ("run.json", "run.json", "run.json:1:1: error: this record is a link that leads in a circle"),
    ] {
      let file = "site/01-test/\(place)"
      _ = try command.shell("mv \(file) kept; ln -s \(target) \(file)")
      expectFault(try command.run("render"), words)
      if place == "run.json" { #expect(try command.run("list").status == 1) }
      _ = try command.shell("rm \(file); mv kept \(file)")
    }
    #expect(try command.run("render").status == 0)
  }

  @Test(arguments: ["book.yaml", "symbols.yaml", "references.yaml"])
  func aListThatIsALinkToNothingIsAnError(name: String) throws {
    let command = try site()
    let file = "Chapters/\(name)"
    for (target, words) in [
      ("none", "is a link that leads nowhere"), (name, "is a link that leads in a circle"),
      ("..", "is a folder, not a file"), ("/dev/null", "is a device, not a file"),
    ] {
      _ = try command.shell("ln -sfn \(target) \(file)")
      for arguments in ["run", "render"] {
        expectFault(try command.run(arguments), "\(file):1:1: error: this file \(words)")
      }
    }
    _ = try command.shell("rm \(file); ln -s none Chapters/02-x.md")
    let result = try command.run("render")
    #expect(result.errors.contains("Chapters/02-x.md:1:1: error: this file is a link that leads"))
  }

  @Test func weightsThatAreNoFileAreNamed() throws {
    let text =
      Self.chapter + "\n```swift\nlet n = checkpoint(\"net\", body: { 3 })\nprint(n)\n```\n"
    let command = try site(text)
    for make in ["mkdir", "mkfifo"] {
      let line =
        "rm -rf site/01-test/net.safetensors; f=$(ls -d .build/checkpoints/01-test/*.safetensors); "
        + "rm -r $f; \(make) $f; \"$walkthrough\" run"
      let run = try command.shell(line)
      let kind = make == "mkdir" ? "a folder" : "a named pipe"
      #expect(run.errors.contains("is damaged and not used: it is \(kind), not a file"))
      #expect(!run.errors.contains("Domain"), "\(run.errors)")
      if make == "mkdir" {
        #expect(run.errors.contains("cannot be saved in"), "\(run.errors)")
        #expect(run.errors.contains("this is a folder, not a file: remove it"), "\(run.errors)")
      }
    }
    _ = try command.shell("rm -f site/01-test/net.safetensors; mkdir site/01-test/net.safetensors")
    expectFault(try command.run("run"), "01-test/net.safetensors is a folder, not a file")
  }

  @Test func exportsIntoAFileSaySo() throws {
    let command = try site()
    try Data().write(to: command.folder.appending(path: "file"))
    for place in ["file", "file/in", "./file"] {
      expectFault(try command.run("export", "1", "--to", place), "file is a file, not a folder")
    }
  }

  @Test func foldersMadeForASiteThatCannotBeAreRemoved() throws {
    let command = try site()
    let part = String(repeating: "a", count: 240)
    let long = (0..<30).map { _ in part }.joined(separator: "/")
    for place in [long, "deep/er/" + String(repeating: "a", count: 300)] {
      expectFault(try command.run("run", "--output", place), "File name too long")
      let first = String(place.prefix { $0 != "/" })
      #expect(!manager.fileExists(atPath: command.folder.appending(path: first).path))
    }
  }

  @Test func controlCharactersAreShown() throws {
    let command = try Command()
    for (character, shown) in [
      ("\u{1B}[2J", "\\u{1B}[2J"), ("\u{7}", "\\u{7}"), ("\u{9B}1m", "\\u{9B}1m"),
    ] {
      try command.write("01-test.md", Self.chapter.replacing("A test", with: "A\(character)b"))
      let list = try command.run("list")
      #expect(!(list.output + list.errors).contains(character))
      let escape = shown.replacing("\\", with: "\\")
      let body =
        "\nstruct E: Error, CustomStringConvertible { var description: String { \"\(escape)x\" } }\nthrow E()"
      try command.write("01-test.md", Self.chapter.replacing("\nPlot", with: body + "\nPlot"))
      let run = try command.run("run")
      #expect(run.errors.contains("nothing catches this error: \(shown)x"), "\(run.errors)")
      #expect(!run.errors.contains(character))
    }
  }

  @Test func aMessageOfSeveralLinesIsWhole() throws {
    let command = try Command()
    for text in [
      "first\\nFatal error: /etc/passwd:3: second", "one\\ntwo", "a\\nFatal error: b\\nc",
    ] {
      try command.write(
        "01-test.md", Self.chapter.replacing("\nPlot", with: "\nfatalError(\"\(text)\")\nPlot"))
      let run = try command.run("run")
      let first = text.prefix { $0 != "\\" }
      #expect(run.errors.contains("Chapters/01-test.md:10:1: error: \(first)\n"), "\(run.errors)")
    }
  }

  @Test(arguments: [
    "fatalError(\"x\")", "throw CancellationError()", "exit(3)", "print(1)\nfatalError(\"x\")",
  ])
  func generatedCodeGivesNoWarnings(code: String) throws {
    let command = try Command()
    let head = "---\ntitle: T\nsummary: S.\nseed: 3\n---\n\n"
    try command.write(
      "01-test.md",
      head
        + "```swift\nimport Foundation\n\(code)\n```\n\n```swift\nprint(2)\n```\n\n`{swift} seed`\n"
    )
    let run = try command.run("run")
    #expect(run.status == 1 && !run.errors.contains("warning:"), "\(run.errors)")
    try command.write(
      "01-test.md",
      head + "```swift\n//| error: throw\nprint([1][Int(seed) - 3])\nfatalError(\"x\")\n```\n")
    let trap = try command.run("run")
    #expect(trap.status == 1 && !trap.errors.contains("unreachable"), "\(trap.errors)")
    try command.write("01-test.md", head + "```swift\nfatalError(\"x\")\nprint(2)\n```\n")
    #expect(try command.run("run").errors.contains("warning: will never be executed"))
  }

  @Test func namesThatDifferOnlyByCaseAreRefused() throws {
    let command = try Command()
    func cell(_ label: String) -> String {
      "```swift\n//| label: \(label)\n//| alt: A.\nPlot(\"L\", x: Axis(\"x\"), y: Axis(\"y\")) { Line(0..<3, 0..<3) }\n```\n\n"
    }
    let head = "---\ntitle: T\nsummary: S.\nseed: 3\n---\n\n"
    for (one, two) in [("fig-x", "fig-X"), ("fig-AB", "fig-ab"), ("fig-É", "fig-é")] {
      try command.write("01-test.md", head + cell(one) + cell(two))
      let run = try command.run("run")
      #expect(run.status == 1 && run.errors.contains("error: "), "\(run.errors)")
      if one != "fig-É" { expectFault(run, "the label “\(two)” differs only by case from that of") }
    }
    for (one, two) in [("a", "A"), ("Net", "net"), ("x-Y", "X-y")] {
      try command.write(
        "01-test.md",
        head
          + "```swift\nlet b = checkpoint(\"\(one)\") { 1 }\nlet c = checkpoint(\"\(two)\") { 1 }\n```\n"
      )
      expectFault(try command.run("run"), "which differs only by case: rename one of them")
    }
  }
}
