import Foundation
import Testing

/// A book in a git repository: running its chapters again leaves the checkout clean.
@Suite(.serialized)
struct CheckoutTests {
  private static let hasGit =
    ["/usr/bin/git", "/usr/local/bin/git"].contains(where: FileManager.default.fileExists)

  private func git(_ line: String, in command: Command) throws -> String {
    let result = try command.shell(
      "git -c user.name=a -c user.email=a@b.c -c init.defaultBranch=main -c commit.gpgsign=false "
        + line)
    #expect(result.status == 0, "\(result.errors)")
    return result.output
  }

  /// A repository whose site was published with its cost and committed.
  private func checkout() throws -> Command {
    let command = try Command()
    try command.write("01-test.md", CommandTests.chapter)
    try command.write(
      "02-more.md", "---\ntitle: More\nsummary: S.\nseed: 1\n---\n\n```swift\nprint(2)\n```\n")
    try Data(".build/\n.site.*\nstdout\nstderr\n".utf8)
      .write(to: command.folder.appending(path: ".gitignore"))
    let run = try command.run("run", "--publish-cost")
    #expect(run.status == 0, "\(run.errors)")
    _ = try git("init -q .", in: command)
    _ = try git("add -A", in: command)
    _ = try git("commit -q -m a", in: command)
    return command
  }

  @Test(.enabled(if: hasGit)) func equalResultsChangeNothing() throws {
    let command = try checkout()
    #expect(try git("status --porcelain", in: command) == "")
    let cost = try #require(try command.files(in: "site")["01-test/cost.json"])
    let text = String(decoding: cost, as: UTF8.self)
    for word in ["processor", "cores", "program", "runSeconds"] { #expect(text.contains(word)) }
    let page = try String(
      contentsOf: command.folder.appending(path: "site/01-test/index.html"), encoding: .utf8)
    #expect(page.contains("Ran in "))
    for arguments in [["run"], ["run", "1", "--retrain"], ["run", "--threads", "1"], ["render"]] {
      let result = try command.shell("\"$walkthrough\" " + arguments.joined(separator: " "))
      #expect(result.status == 0, "\(result.errors)")
      #expect(try git("status --porcelain", in: command) == "", "\(arguments)")
    }
    #expect(try command.run("run", "1", "--set", "count=5").status == 0)
    #expect(try git("status --porcelain", in: command) == "")
    // The times of this run are beside the other things that can be made again.
    #expect(try command.files(in: ".build/costs")["01-test/cost.json"] != nil)
  }

  @Test(.enabled(if: hasGit)) func onlyWhatDiffersChanges() throws {
    let command = try checkout()
    try command.write(
      "01-test.md", CommandTests.chapter.replacing("reduce(0, +)", with: "reduce(1, +)"))
    #expect(try command.run("run").status == 0)
    let changed = Set(
      try git("status --porcelain", in: command).split(separator: "\n").map { $0.dropFirst(3) })
    #expect(
      changed.isSuperset(of: ["Chapters/01-test.md", "site/01-test/run.json"]), "\(changed)")
    #expect(
      changed.isDisjoint(with: ["site/01-test/cost.json", "site/01-test/fig-line.svg"]),
      "\(changed)")
    #expect(!changed.contains { $0.hasPrefix("site/02-more") }, "\(changed)")
    // The cost of other code is not shown.
    let page = try String(
      contentsOf: command.folder.appending(path: "site/01-test/index.html"), encoding: .utf8)
    #expect(!page.contains("Ran in "))
    #expect(try command.run("run", "1", "--publish-cost").status == 0)
    #expect(
      try String(
        contentsOf: command.folder.appending(path: "site/01-test/index.html"), encoding: .utf8
      ).contains("Ran in "))
  }

  @Test(.enabled(if: hasGit)) func serveChangesNothingEither() throws {
    let command = try checkout()
    try command.serve { port in
      let events = try Events(of: "01-test", port)
      try Client(port).post("run", #"{"page":"01-test"}"#, port)
      // The first event tells the state before the run.
      _ = try events.next("status", "\"busy\"")
      _ = try events.next("status", "\"idle\"")
      let edits = try Events(of: "01-test", port)
      let text = CommandTests.chapter
      try command.write("01-test.md", text.replacing("reduce(0, +)", with: "reduce(1, +)"))
      _ = try edits.next("reload")
      try command.write("01-test.md", text)
      _ = try edits.next("reload")
      Thread.sleep(forTimeInterval: 6)
    }
    #expect(try git("status --porcelain", in: command) == "")
  }
}
