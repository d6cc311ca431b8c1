import Foundation
import Testing

/// What can be checked is checked before anything is executed, for all chapters at once.
@Suite(.serialized)
struct CheckTests {
  private static let head = "---\ntitle: A test\nsummary: S.\nseed: 3\n---\n\n"
  private static let sound = head + "```swift\nprint(\"ran\")\n```\n"

  /// Line 7 of a chapter, which is otherwise sound, and a word of its fault.
  private static let faults = [
    ("See @fig-none.", "fig-none"), ("[@nobody2020]", "nobody2020"), ("$`\\foo`$", "TeX"),
    ("[a](99-none.md)", "no chapter"), ("![a](a.png)", "images must"), ("[a](#none)", "none"),
    ("# A {#sec-a}\n\n# B {#sec-a}", "used twice"), ("<img src=a.png>", "images must"),
    ("```swift\n//| lable: a\n```", "lable"), ("```swift\nlet x = (1\n```", "not closed"),
    ("```swift\nprint(y)\nlet y = 1\n```", "y"), ("> ```swift\n> 1\n> ```", "quotation"),
  ]

  @Test func allFaultsAreToldBeforeAnythingRuns() throws {
    let command = try Command()
    for (index, (line, _)) in Self.faults.enumerated() {
      try command.write(
        "\(11 + index)-bad.md", Self.head + line + "\n\n```swift\nprint(\"ran\")\n```\n")
    }
    try command.write("50-good.md", Self.sound)
    let run = try command.run("run")
    #expect(run.status == 1)
    let lines = run.errors.split(separator: "\n")
    for (index, (_, word)) in Self.faults.enumerated() {
      #expect(
        lines.contains { $0.hasPrefix("Chapters/\(11 + index)-bad.md:") && $0.contains(word) },
        "\(word): \(run.errors)")
    }
    let names = lines.map { $0.prefix(16) }
    #expect(names == names.sorted())
    // The others are not stopped, and none of those is executed.
    #expect(run.output.contains("50-good  A test"))
    #expect(!run.output.contains("-bad"))
    let site = try command.files(in: "site")
    #expect(site["50-good/index.html"] != nil)
    #expect(!site.keys.contains { $0.contains("-bad/") })
    let verify = try command.run("verify")
    #expect(verify.status == 1)
    #expect(verify.errors.split(separator: "\n").count == lines.count)
    #expect(!verify.output.contains("-bad"))
  }

  @Test func aFaultDoesNotKeepOthersFromBeingPublished() throws {
    let command = try Command()
    try command.write("01-one.md", Self.sound)
    try command.write("02-two.md", Self.sound)
    #expect(try command.run("run").status == 0)
    let before = try command.files(in: "site")
    try command.write("01-one.md", Self.sound + "\nSee @fig-none.\n")
    try command.write("02-two.md", Self.sound.replacing("ran", with: "walked"))
    for arguments in ["run", "run 2", "render"] {
      let run = try command.shell("\"$walkthrough\" \(arguments)")
      #expect(run.status == 1)
      #expect(
        run.errors == "Chapters/01-one.md:11:5: error: no figure, table, equation or section has "
          + "the label 'fig-none'\n" || run.errors.hasPrefix("Chapters/01-one.md:11:5: error: "),
        "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
      let after = try command.files(in: "site")
      #expect(after["01-one/index.html"] == before["01-one/index.html"])
      let page = String(decoding: try #require(after["02-two/index.html"]), as: UTF8.self)
      #expect(page.contains("walked"))
    }
  }

  @Test func faultsOfTheListsAreToldWithTheOthers() throws {
    let command = try Command()
    try command.write("01-one.md", "no front matter")
    try command.write("02-two.md", Self.sound)
    try command.write("references.yaml", "- id: a\n- id: b\n")
    let run = try command.run("run")
    #expect(run.status == 1)
    #expect(run.output == "")
    let lines = run.errors.split(separator: "\n")
    #expect(lines.map { $0.prefix { $0 != ":" } }.count == 3, "\(run.errors)")
    #expect(lines[0].hasPrefix("Chapters/01-one.md:1:1: error: "))
    #expect(lines[1].contains("references.yaml:1:1: error: "))
    #expect(lines[2].contains("references.yaml:2:1: error: "))
  }

  @Test func renderNamesAFigureWithOtherBytes() throws {
    let command = try Command()
    try command.write("01-test.md", CommandTests.chapter)
    try command.write("02-two.md", Self.sound)
    #expect(try command.run("run").status == 0)
    let figure = command.folder.appending(path: "site/01-test/fig-line.svg")
    try Data("<svg/>".utf8).write(to: figure)
    let before = try command.files(in: "site")
    for arguments in ["render", "export 1", "run 2"] {
      let result = try command.shell("\"$walkthrough\" \(arguments)")
      #expect(result.status == 1)
      #expect(
        result.errors
          == "site/01-test/fig-line.svg:1:1: error: these bytes are not those recorded: "
          + "run the chapter again\n", "\(result.errors)")
      #expect(try command.files(in: "site") == before)
    }
    #expect(try command.run("run").status == 0)
    #expect(try command.run("render").status == 0)
  }

  @Test func aDamagedRecordIsOneLine() throws {
    let command = try Command()
    try command.write("01-test.md", CommandTests.chapter)
    #expect(try command.run("run", "--publish-cost").status == 0)
    let cost = command.folder.appending(path: "site/01-test/cost.json")
    let sound = try String(contentsOf: cost, encoding: .utf8)
    for value in ["1e19", "-1", "\"x\"", "NaN", "1e400", "null"] {
      let text = sound.replacing(#/"runSeconds" : [^,]+/#, with: "\"runSeconds\" : \(value)")
      try Data(text.utf8).write(to: cost)
      let render = try command.run("render")
      #expect(render.status == 1)
      #expect(render.errors.hasPrefix("site/01-test/cost.json:1:1: error: "), "\(render.errors)")
      #expect(render.errors.split(separator: "\n").count == 1)
    }
    try Data(sound.utf8).write(to: cost)
    #expect(try command.run("render").status == 0)
  }

  @Test func deepNestingIsOneLineInEachCommand() throws {
    let command = try Command()
    try command.write("01-sound.md", Self.sound)
    try command.write(
      "02-deep.md", Self.head + String(repeating: "- ", count: 7000) + "a\n")
    for arguments in ["run", "render", "verify", "why 2", "export 2", "list"] {
      let result = try command.shell("\"$walkthrough\" \(arguments)")
      #expect(result.status == 1)
      #expect(
        result.errors.contains(
          "Chapters/02-deep.md:7:"), "\(arguments): \(result.errors)")
      #expect(result.errors.contains("nested here more than 100 deep"))
    }
    try command.write("02-deep.md", Self.sound)
    try command.serve { port in
      let events = try Events(of: "02-deep", port)
      try command.write(
        "02-deep.md", Self.head + String(repeating: "> ", count: 7000) + "a\n")
      _ = try events.next("problems", "nested here more than 100 deep")
      try command.write("02-deep.md", Self.sound + "\nMore.\n")
      _ = try events.next("problems", "\"problems\":[]")
    }
  }
}
