import Foundation
import Testing

/// The effects of edits under `walkthrough serve`.
@Suite(.serialized)
struct EditTests {
  private static let chapter = """
    ---
    title: A test
    summary: A chapter to be edited.
    seed: 1
    ---

    Prose.

    ```swift
    import Foundation
    let begun = Date().timeIntervalSince1970
    print("begun", begun)
    ```

    ```swift
    //| label: fig-line
    //| alt: A line.
    Plot("One", x: Axis("x"), y: Axis("y")) { Line(0..<2, [1, 2]) }
    ```

    """

  private let command: Command

  init() throws {
    command = try Command()
    try command.write("01-test.md", Self.chapter)
  }

  private func edit(_ old: String, _ new: String, _ name: String = "01-test.md") throws {
    let file = command.folder.appending(path: "Chapters/\(name)")
    let text = try String(contentsOf: file, encoding: .utf8)
    try #require(text.contains(old))
    try command.write(name, text.replacing(old, with: new))
  }

  private func site(_ path: String) throws -> String {
    try String(contentsOf: command.folder.appending(path: "site/\(path)"), encoding: .utf8)
  }

  /// The time at which the first cell was executed, as a page shows it.
  private func begun(_ page: String) throws -> String {
    String(try #require(page.firstMatch(of: #/begun (\d+\.\d+)/#)).1)
  }

  @Test func aChangedFileIsAnEdit() throws {
    let reading = """
      ```swift
      print("read", try readText("notes.txt"))
      ```

      """
    try command.write("notes.txt", "one")
    try command.write("01-test.md", Self.chapter + reading)
    #expect(try command.run("run").status == 0)
    try command.serve { port in
      let events = try Events(of: "01-test", port)
      let before = try begun(site("01-test/index.html"))
      try command.write("notes.txt", "two")
      // At once what depends on it, then all of it.
      _ = try events.next("reload")
      let page = try Client(port).get("/01-test/", port)
      #expect(page.contains("read two") && page.contains("Reads notes.txt"))
      #expect(try begun(page) == before)
      _ = try events.next("status", "Writing the page of")
      _ = try events.next("reload")
      #expect(try site("01-test/index.html").contains("read two"))
      // A file that cannot be read is a problem, and the chapter runs when it is back.
      try FileManager.default.removeItem(at: command.folder.appending(path: "Chapters/notes.txt"))
      _ = try events.next("problems", "notes.txt: is not beside the chapter")
      try command.write("notes.txt", "three")
      _ = try events.next("reload")
      #expect(try Client(port).get("/01-test/", port).contains("read three"))
    }
  }

  @Test func onlyAffectedCellsAreExecuted() throws {
    #expect(try command.run("run").status == 0)
    try command.serve { port in
      let events = try Events(of: "01-test", port)
      let before = try begun(site("01-test/index.html"))
      let figure = try site("01-test/fig-line.svg")

      try edit("\"One\"", "\"Another\"")
      let answer = try events.next("reload")
      // The page shows the new figure and otherwise the old results; the site is unchanged.
      #expect(answer.contains("\"cached\"") && answer.contains("\"run\""))
      #expect(answer.contains("nothing that it depends on has changed"))
      #expect(try begun(Client(port).get("/01-test/", port)) == before)
      let drawn = try Client(port).get("/01-test/fig-line.svg", port)
      #expect(drawn.contains("Another") && !figure.contains("Another"))
      #expect(try Client(port).get("/01-test/figures.js", port).contains("Another"))
      #expect(try site("01-test/fig-line.svg") == figure)
      #expect(try site("01-test/index.html").contains(before))

      // New prose before anything is published.
      try edit("Prose.", "Other prose.")
      _ = try events.next("reload")
      let page = try Client(port).get("/01-test/", port)
      #expect(try page.contains("Other prose.") && begun(page) == before)

      // Then the whole chapter is executed and published.
      _ = try events.next("reload")
      #expect(try begun(site("01-test/index.html")) != before)
      #expect(try site("01-test/fig-line.svg").contains("Another"))
      #expect(try site("01-test/index.html").contains("Other prose."))
    }
  }

  @Test func errorsAreReportedAtTheirLines() throws {
    #expect(try command.run("run").status == 0)
    let before = try command.files(in: "site")
    try command.serve { port in
      let events = try Events(of: "01-test", port)
      for (code, message) in [
        ("[1, 2].nothing", "has no member 'nothing'"),
        ("[1, 2, begun == 0 ? 1 : [3][4]]", "out of range"),
        ("{ check(\"it holds\", begun == 0); return [1, 2] }()", "this does not hold: it holds"),
      ] {
        try edit("[1, 2]", code)
        let event = try events.next("problems", message)
        #expect(event.contains("\"line\":18"), "\(event)")
        try edit(code, "[1, 2]")
        _ = try events.next("problems", "\"problems\":[]")
      }
      #expect(try Client(port).get("/01-test/", port).contains("begun"))
    }
    #expect(
      try command.files(in: "site").mapValues(\.count).filter { !$0.key.hasSuffix(".html") }
        == before.mapValues(\.count).filter { !$0.key.hasSuffix(".html") })
  }

  @Test func thePreviewOfATrainingIsServed() throws {
    let training = """
      let random = Random(seed: seed)
      let steps = checkpoint(
        "net", Linear(1, 1, random: random.stream("net")), steps: 100,
        preview: { ImageGrid(Tensor.zeros([1, 4, 4, 1]), columns: 1) }, previewedAfter: 0.1
      ) { _ in
        usleep(50_000)
        return 1
      }
      """
    try command.serve { port in
      let events = try Events(of: "01-test", port)
      try edit("print(\"begun\", begun)", training)
      let event = try events.next("preview")
      let match = try #require(event.firstMatch(of: #/"address":"([^"]+)"/#))
      let address = String(match.1).replacing("\\/", with: "/")
      let picture = try Client(port).get(address, port)
      #expect(picture.hasPrefix("HTTP/1.1 200 ") && picture.contains("image/png"))
    }
  }

  @Test func aChapterThatUsesAnEditedOneIsStale() throws {
    let export = "```swift\n//| export: true\nfunc scaled(_ x: Int) -> Int { 2 * x }\n```\n"
    let head = "---\ntitle: T\nsummary: S.\nseed: 1\n"
    try command.write("02-first.md", "\(head)---\n\n\(export)")
    let second = "```swift\nprint(\"all:\", scaled(21))\n```\n"
    try command.write("03-second.md", "\(head)uses: [02-first]\n---\n\n\(second)")
    #expect(try command.run("run").status == 0)
    try command.serve { port in
      let events = try Events(of: "03-second", port)
      try edit("2 * x", "3 * x", "02-first.md")
      _ = try events.next("status", "\"stale\"")
      #expect(try Client(port).get("/03-second/", port).contains("all: 42"))
      try Client(port).post("run", "{\"page\": \"03-second\"}", port)
      _ = try events.next("reload")
      #expect(try Client(port).get("/03-second/", port).contains("all: 63"))
    }
  }

  /// The site gets the run of the restored code, though another run was already being written.
  @Test func anUndoWhileARunIsPublishedIsPublishedToo() throws {
    #expect(try command.run("run").status == 0)
    try command.serve { port in
      let events = try Events(of: "01-test", port)
      try edit("\"One\"", "\"Another\"")
      _ = try events.next("status", "Writing the page of")
      try edit("\"Another\"", "\"One\"")
      _ = try events.next("status", "Writing the page of")
      _ = try events.next("reload")
      #expect(try site("01-test/fig-line.svg").contains("One"))
      try edit("Prose.", "Other prose.")
      _ = try events.next("reload")
      let deadline = Date() + 60
      while try !site("01-test/index.html").contains("Other prose."), Date() < deadline {
        Thread.sleep(forTimeInterval: 0.1)
      }
      #expect(try site("01-test/index.html").contains("Other prose."))
    }
  }

  @Test func aRemovedSiteIsWrittenAgain() throws {
    #expect(try command.run("run").status == 0)
    let folder = command.folder.appending(path: "site")
    try command.serve { port in
      let events = try Events(of: "01-test", port)
      for (old, new) in [("Prose.", "Other prose."), ("\"One\"", "\"Another\"")] {
        try FileManager.default.removeItem(at: folder)
        try edit(old, new)
        _ = try events.next("reload")
        #expect(try Client(port).get("/01-test/", port).contains("Other prose."))
        #expect(try site("01-test/index.html").contains("Other prose."))
      }
      #expect(try site("01-test/fig-line.svg").contains("Another"))
    }
  }
}
