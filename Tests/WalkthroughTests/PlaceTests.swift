import Foundation
import Testing

/// Files and folders that cannot be used are told in one line, and the site stays as it was.
@Suite(.serialized)
struct PlaceTests {
  private static let chapter =
    "---\ntitle: A test\nsummary: S.\nseed: 3\n---\n\n```swift\nprint(\"ran\")\n```\n"

  /// One line on stderr that has these words, and exit 1.
  private func expectFault(
    _ result: Command.Result, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.status == 1, sourceLocation: sourceLocation)
    #expect(
      result.errors.split(separator: "\n").count == 1 && result.errors.contains(words),
      "\(result.errors)", sourceLocation: sourceLocation)
    #expect(!result.errors.contains("Domain"), sourceLocation: sourceLocation)
  }

  private func site() throws -> (Command, [String: Data]) {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    let run = try command.run("run")
    #expect(run.status == 0, "\(run.errors)")
    return (command, try command.files(in: "site"))
  }

  @Test func aNewChapterHasANameAndAPlace() throws {
    let command = try Command()
    for length in [198, 250, 5000] {
      let name = String(repeating: "a", count: length)
      expectFault(try command.run("new", name), "a chapter's name has at most 200 characters")
    }
    let longest = String(repeating: "a", count: 197)
    #expect(try command.run("new", longest).status == 0)
    try Data().write(to: command.folder.appending(path: "file"))
    for folder in ["file", "file/in", "/dev/null", "/proc/none"] {
      expectFault(
        try command.run("new", "idea", "--chapters", folder),
        "/01-idea.md: the chapter cannot be written here: ")
    }
  }

  @Test func thePathOfANewChapterCanBePasted() throws {
    let command = try Command()
    for (folder, path) in [
      ("Chapters", "Chapters/01-idea.md"), ("deep/er/Chapters", "deep/er/Chapters/01-idea.md"),
      ("./x/../mine", "mine/01-idea.md"), ("\(command.folder.path)/abs", "abs/01-idea.md"),
      ("../\(command.folder.lastPathComponent)-b", "-b/01-idea.md"),
    ] {
      let new = try command.run("new", "idea", "--chapters", folder)
      #expect(new.status == 0, "\(new.errors)")
      let lines = new.output.split(separator: "\n")
      #expect(lines[0].hasSuffix(path), "\(new.output)")
      #expect(try command.shell("cat '\(lines[0])'").output.hasPrefix("---\ntitle: Idea\n"))
      let again = try command.run("new", "idea", "--chapters", folder)
      expectFault(again, "\(lines[0]):1:1: error: a chapter named 'idea' is there already")
      #expect(lines[1].contains("--chapters") == (folder != "Chapters"))
    }
    try? FileManager.default.removeItem(atPath: command.folder.path + "-b")
  }

  @Test func chaptersAreAFolder() throws {
    let command = try Command()
    try Data().write(to: command.folder.appending(path: "file"))
    for arguments in ["list", "run", "render", "verify", "why 1", "export 1"] {
      for place in ["/dev/null", "file"] {
        let result = try command.shell(
          "\"$walkthrough\" \(arguments) --chapters \(place)")
        expectFault(result, "\(place):1:1: error: this is no folder")
      }
    }
  }

  @Test func exportsAreWrittenIntoAFolder() throws {
    let (command, before) = try site()
    try Data("kept".utf8).write(to: command.folder.appending(path: "file"))
    for place in ["file", "file/in", "/dev/null", "/proc/none"] {
      expectFault(
        try command.run("export", "1", "--to", place),
        "the export cannot be written here, name a folder with --to: ")
    }
    #expect(try command.text("file") == "kept")
    #expect(try command.files(in: "site") == before)
  }

  @Test func theFolderOfTemporaryFilesNeedNotExist() throws {
    let (command, _) = try site()
    for place in ["/none", "/dev/null", "/proc"] {
      var other = command
      other.environment["TMPDIR"] = place
      try other.write("01-test.md", Self.chapter.replacing("ran", with: UUID().uuidString))
      let run = try other.run("run")
      #expect(run.status == 0, "\(run.errors)")
      #expect(try other.run("render").status == 0)
    }
  }

  @Test func aFolderInPlaceOfTheLockIsNamed() throws {
    let (command, before) = try site()
    try FileManager.default.createDirectory(
      at: command.folder.appending(path: ".site.lock"), withIntermediateDirectories: true)
    try command.write("01-test.md", Self.chapter.replacing("ran", with: "walked"))
    for arguments in ["run", "render"] {
      let result = try command.shell("\"$walkthrough\" \(arguments)")
      expectFault(result, ".site.lock: the lock of the site is a file of this name")
      #expect(!result.output.contains("executed"))
    }
    #expect(try command.files(in: "site") == before)
  }

  /// With the folder of compiled chapters on a file system of its own, which takes an administrator.
  @Test(
    .enabled(if: geteuid() == 0),
    arguments: [
      ("-t tmpfs -o size=4k none", "No space left on device"),
      ("-t tmpfs -o size=64k none", "No space left on device"),
      ("-t tmpfs -o ro none", "Read-only file system"),
      ("-t tmpfs -o nr_inodes=2 none", "No space left on device"),
    ])
  func chaptersAreCompiledWhereThereIsRoom(mount: String, reason: String) throws {
    let (command, before) = try site()
    var cache = Command.executable.deletingLastPathComponent().resolvingSymlinksInPath()
    while cache.lastPathComponent != ".build" { cache.deleteLastPathComponent() }
    let place = cache.appending(path: "walkthrough").path
    try command.write("01-test.md", Self.chapter.replacing("ran", with: UUID().uuidString))
    let can = try command.shell("unshare -m true")
    guard can.status == 0 else { return }
    let run = try command.shell(
      "exec unshare -m sh -c 'mount \(mount) \(place) && exec \"$walkthrough\" run'")
    expectFault(run, "chapters are compiled in this folder, which cannot be written")
    #expect(run.errors.contains(reason), "\(run.errors)")
    #expect(try command.files(in: "site") == before)
  }

  @Test func whatIsNotPublishedIsNoFirstRecord() throws {
    let command = try Command()
    let failing = Self.chapter.replacing("print(\"ran\")", with: "check(\"one\\ntwo\", seed == 1)")
    try command.write("01-test.md", failing)
    for arguments in [["run"], ["run", "--quick"]] {
      let run = try command.shell("\"$walkthrough\" " + arguments.joined(separator: " "))
      #expect(run.status == 1)
      #expect(!run.output.contains("first record") && !run.output.contains("index.html"))
      #expect(run.output.contains("  there is no record to compare with\n"))
      #expect(
        run.errors
          == "Chapters/01-test.md:8:1: error: this does not hold: one\n  two\n", "\(run.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: command.folder.path + "/site"))
  }

  @Test func theListOfSymbolsIsNamedWhereItLies() throws {
    let command = try Command()
    let chapters = command.folder.appending(path: "my/book")
    try FileManager.default.createDirectory(at: chapters, withIntermediateDirectories: true)
    try Data(Self.chapter.utf8).write(to: chapters.appending(path: "01-test.md"))
    for (entry, line) in [
      ("- symbol: \\foo\n  meaning: M\n  chapter: 01-test\n", 1),
      ("- word: w\n  meaning: M $`\\foo`$\n  chapter: 01-test\n", 1),
      (
        "- word: w\n  meaning: M\n  chapter: 01-test\n- symbol: x^\n  meaning: N\n  chapter: 01-test\n",
        4
      ),
    ] {
      try Data(entry.utf8).write(to: chapters.appending(path: "symbols.yaml"))
      for arguments in ["run", "render"] {
        let result = try command.shell("\"$walkthrough\" \(arguments) --chapters my/book")
        expectFault(result, "my/book/symbols.yaml:\(line):1: error: TeX: ")
      }
    }
  }

  @Test func aChapterThatUsesOneWithErrorsSaysSo() throws {
    let command = try Command()
    let head = "---\ntitle: T\nsummary: S.\nseed: 3\n"
    try command.write(
      "01-a.md", head + "---\n\n```swift\n//| export: true\nfunc f() -> Int { \"text\" }\n```\n")
    try command.write("02-b.md", head + "uses: [01-a]\n---\n\n```swift\nf()\n```\n")
    try command.write("03-c.md", Self.chapter)
    try command.write("04-d.md", head + "uses: [02-b, 01-a]\n---\n\n```swift\nf()\n```\n")
    let run = try command.run("run")
    #expect(run.status == 1)
    let lines = run.errors.split(separator: "\n").filter { $0.hasPrefix("Chapters/") }
    #expect(lines.count == 3, "\(run.errors)")
    #expect(lines[0].hasPrefix("Chapters/01-a.md:9:"))
    #expect(lines[1] == "Chapters/02-b.md:5:1: error: “uses” names 01-a, which has errors")
    #expect(lines[2] == "Chapters/04-d.md:5:1: error: “uses” names 01-a, which has errors")
    #expect(
      try command.files(in: "site").keys.filter { $0.hasSuffix("run.json") } == ["03-c/run.json"])
    // Alone, the error itself is told.
    let alone = try command.run("run", "2").errors
    #expect(alone.hasPrefix("Chapters/01-a.md:9:") && !alone.contains("which has errors"))
  }

  @Test func messagesAndLabelsOfSeveralLinesAreToldInOrder() throws {
    let command = try Command()
    try command.write(
      "01-test.md",
      Self.chapter.replacing(
        "print(\"ran\")",
        with:
          "for _ in progress(\"one\\ntwo\\r\\u{1B}[2Kthree\" + String(repeating: \"x\", count: 200), 0..<3) {}\n"
          + "if seed == 3 { fatalError(\"no\\nChapters/x.md:1:1: error: yes\") }"))
    let run = try command.run("run")
    #expect(run.status == 1)
    let lines = run.errors.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines[0].hasPrefix("  one two  [2Kthreexxx") && lines[0].hasSuffix("x…: 3 in 0.0 s"),
      "\(lines)")
    #expect(lines[1] == "Chapters/01-test.md:9:16: error: no")
    #expect(lines.dropFirst(2).allSatisfy { $0.isEmpty || $0.hasPrefix("  ") }, "\(lines)")
  }
}
