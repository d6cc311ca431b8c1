import Foundation
import Testing

/// Runs that are interrupted, that leave processes behind, or that publish at the same time.
@Suite(.serialized)
struct InterruptionTests {
  private static let head = "---\ntitle: A test\nsummary: S.\nseed: 3\n---\n\n"

  private func chapter(_ code: String) -> String {
    Self.head + "```swift\nimport Foundation\n\(code)\n```\n"
  }

  /// The command lines of all processes, by number.
  private func commandLines() throws -> [pid_t: String] {
    var lines: [pid_t: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
      guard let number = pid_t(name),
        let data = FileManager.default.contents(atPath: "/proc/\(name)/cmdline"), !data.isEmpty
      else { continue }
      lines[number] = String(decoding: data, as: UTF8.self).replacing("\0", with: " ")
    }
    return lines
  }

  private func parent(of number: pid_t) -> pid_t? {
    let text = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)
    return text?.split(separator: ")").last?.split(separator: " ").dropFirst().first
      .flatMap { pid_t($0) }
  }

  private func descendants(of process: pid_t) throws -> [pid_t: String] {
    try commandLines().filter { number, _ in
      var ancestor = parent(of: number)
      while let above = ancestor, above > 1, above != process { ancestor = parent(of: above) }
      return ancestor == process
    }
  }

  private func wait(_ seconds: Double = 60, until isDone: () throws -> Bool) rethrows -> Bool {
    let deadline = Date() + seconds
    while Date() < deadline {
      if try isDone() { return true }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return false
  }

  private static func sleeping(_ seconds: String) -> String {
    """
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
    child.arguments = ["/bin/sleep", "\(seconds)"]
    try child.run()
    """
  }

  @Test func processesOfACellEndWithTheRun() throws {
    let command = try Command()
    try command.write("01-test.md", chapter(Self.sleeping("301.25")))
    let start = Date()
    let run = try command.run("run")
    #expect(run.status == 0, "\(run.errors)")
    #expect(Date().timeIntervalSince(start) < 60)
    #expect(try !commandLines().values.contains { $0.contains("sleep 301.25") })
  }

  @Test func theTimeoutEndsProcessesOfACell() throws {
    let command = try Command()
    try command.write(
      "01-test.md", chapter(Self.sleeping("302.25") + "\nchild.waitUntilExit()"))
    let run = try command.run("run", "--timeout", "2")
    #expect(run.status == 1)
    #expect(
      run.errors.contains("Chapters/01-test.md:7:1: error: the chapter was stopped after 2 s"))
    #expect(try !commandLines().values.contains { $0.contains("sleep 302.25") })
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGKILL]) func aSignalEndsAllProcesses(signal: Int32) throws {
    let command = try Command()
    let seconds = "303.\(signal)"
    try command.write(
      "01-test.md", chapter(Self.sleeping(seconds) + "\nchild.waitUntilExit()"))
    let process = try command.start("run")
    #expect(try wait { try commandLines().values.contains { $0.hasSuffix("sleep \(seconds) ") } })
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus != 0)
    #expect(
      try wait(5) { try !commandLines().values.contains { $0.contains("sleep \(seconds)") } })
  }

  @Test func noCompilerOutlivesAKilledRun() throws {
    let command = try Command()
    try command.write("01-test.md", chapter("print(\"\(UUID())\")"))
    let process = try command.start("run")
    var compilers: [pid_t] = []
    #expect(
      try wait {
        compilers = try descendants(of: process.processIdentifier).filter {
          $0.value.contains("swift-frontend")
        }.map(\.key)
        return !compilers.isEmpty
      })
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(try wait(5) { try commandLines().keys.allSatisfy { !compilers.contains($0) } })
  }

  @Test(arguments: [SIGINT, SIGTERM]) func aSignalEndsTheCommandAfterTheRun(signal: Int32) throws {
    let command = try Command()
    try command.write("01-test.md", chapter("print(1)"))
    // The publication waits for this lock.
    let lock = open(command.folder.path + "/.site.lock", O_RDWR | O_CREAT, 0o600)
    #expect(flock(lock, LOCK_EX) == 0)
    defer { close(lock) }
    let process = try command.start("run")
    #expect(try wait { try command.text("stdout").contains("there is no record") })
    Thread.sleep(forTimeInterval: 0.3)
    #expect(process.isRunning)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == signal)
    #expect(!FileManager.default.fileExists(atPath: command.folder.path + "/site"))
  }

  @Test func runsAtTheSameTimeAreBothPublished() throws {
    let command = try Command()
    for number in 1...2 {
      try command.write("0\(number)-test.md", chapter("print(\(number))"))
    }
    for _ in 0..<6 {
      try? FileManager.default.removeItem(at: command.folder.appending(path: "site"))
      let both = [try command.start("run", "1"), try command.start("run", "2")]
      for process in both {
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
      }
      let files = try command.files(in: "site")
      #expect(files["01-test/run.json"] != nil)
      #expect(files["02-test/run.json"] != nil)
      let index = try #require(files["index.html"])
      #expect(String(decoding: index, as: UTF8.self).contains("02-test/index.html"))
    }
  }

  @Test func aFaultOfOneChapterDoesNotEndTheRun() throws {
    let command = try Command()
    try command.write("01-test.md", chapter("let x: Int = \"text\""))
    try command.write("02-test.md", chapter("check(\"no\", false)"))
    try command.write("03-test.md", chapter("print(3)"))
    let run = try command.run("run")
    #expect(run.status == 1)
    #expect(run.errors.contains("Chapters/01-test.md:9:14: error:"), "\(run.errors)")
    #expect(run.errors.contains("Chapters/02-test.md:9:1: error:"), "\(run.errors)")
    #expect(
      try command.files(in: "site").keys.filter { $0.hasSuffix("run.json") } == [
        "03-test/run.json"
      ])
  }

  @Test func aChapterThatCannotBeReadStaysAsItWasPublished() throws {
    let command = try Command()
    let export = "```swift\n//| export: true\nfunc two() -> Int { 2 }\n```\n"
    try command.write("01-test.md", Self.head + export)
    let user = chapter("print(two())").replacing("seed: 3", with: "seed: 3\nuses: [01-test]")
    try command.write("02-test.md", user)
    try command.write("03-test.md", chapter("print(3)"))
    #expect(try command.run("run").status == 0)
    let before = try command.files(in: "site")
    try command.write("01-test.md", "no front matter")
    try command.write("03-test.md", chapter("print(33)"))
    let run = try command.run("run")
    #expect(run.status == 1)
    #expect(run.errors.contains("Chapters/01-test.md:1:1: error:"), "\(run.errors)")
    #expect(
      run.errors.contains("Chapters/02-test.md:5:1: error: “uses” names 01-test, which has errors"))
    let after = try command.files(in: "site")
    for name in ["01-test", "02-test"] {
      let files = before.filter { $0.key.hasPrefix(name) }
      #expect(files.allSatisfy { after[$0.key] == $0.value })
    }
    let index = String(decoding: try #require(after["index.html"]), as: UTF8.self)
    #expect(index.contains("01-test/index.html"))
    #expect(before["03-test/run.json"] != after["03-test/run.json"])
    let named = try command.run("run", "1")
    #expect(named.status == 1)
    #expect(named.errors.contains("Chapters/01-test.md:1:1: error:"))
    #expect(try command.run("run", "3").status == 1)
    let unknown = try command.run("run", "nothing")
    #expect(unknown.errors.contains("there is no chapter “nothing”"))
  }

  @Test func outputThatCannotBeWrittenIsAnErrorAtTheEnd() throws {
    let command = try Command()
    try command.write("01-test.md", chapter("print(1)"))
    let run = try command.shell("\"$walkthrough\" run >/dev/full")
    #expect(run.status == 1)
    #expect(
      run.errors == "standard output cannot be written: No space left on device; "
        + "the command goes on without it\n")
    #expect(try command.files(in: "site")["01-test/run.json"] != nil)
    #expect(try command.shell("\"$walkthrough\" run 2>/dev/full").status == 0)
  }

  @Test func theOutputIsProbedBeforeAnythingIsExecuted() throws {
    let command = try Command()
    try command.write("01-test.md", chapter("print(1)"))
    try Data().write(to: command.folder.appending(path: "aside"))
    let run = try command.run("run", "--output", "aside/")
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(
      run.errors == "aside: the site cannot be written here: this is a file, not a folder\n")
  }

  @Test(arguments: ["inf", "nan", "1e300", "0", "-1"]) func timesAreFinite(timeout: String) throws {
    let command = try Command()
    try command.write("01-test.md", chapter("print(1)"))
    let run = try command.run("run", "--timeout=\(timeout)")
    #expect(run.status == 64)
    #expect(run.errors.contains("--timeout must be more than 0 seconds"))
  }

  @Test func aFolderWithoutChaptersIsAnError() throws {
    let command = try Command()
    try command.write("01-TEST.MD", chapter("print(1)"))
    let run = try command.run("run")
    #expect(run.status == 1)
    #expect(run.errors.contains("Chapters:1:1: error: this folder has no chapters"))
  }
}
