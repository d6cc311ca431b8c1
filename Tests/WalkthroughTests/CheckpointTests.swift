import Foundation
import Testing

/// Checkpoints from the command line.
@Suite(.serialized)
struct CheckpointTests {
  static let chapter = """
    ---
    title: A test
    summary: A training.
    seed: 3
    quick:
      steps: "5"
    ---

    ```swift
    //| parameters: true
    let steps = 200
    let learningRate: Float = 0.05
    ```

    ```swift
    import Foundation
    let net = Linear(1, 1, random: Random(seed: seed).stream("net"))
    func target(_ x: Tensor) -> Tensor { 2 * x }
    ```

    ```swift
    let x = Tensor([[1], [2]])
    let adam = Adam(net, learningRate: learningRate)
    let losses = checkpoint("net", net, optimizer: adam, steps: steps, savedEvery: 0) { step in
      usleep(10_000)
      let (loss, gradients) = valueWithGradients { mse(net(x), target(x)) }
      adam.update(with: gradients)
      return loss.item
    }
    ```

    ```swift
    //| label: fig-loss
    //| caption: Losses.
    //| alt: A falling line.
    Plot("Loss", x: Axis("step"), y: Axis("loss")) { Line(0..<losses.count, losses) }
    ```

    """

  @Test func weightsArePublishedWithTheRunAndReused() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    let first = try command.run("run")
    #expect(first.output.contains("  net: trained and saved\n"), "\(first.errors)")
    let site = try command.files(in: "site")
    let weights = try #require(site["01-test/net.safetensors"])
    try FileManager.default.removeItem(at: command.folder.appending(path: ".build"))
    let verify = try command.run("verify")
    #expect(verify.output.contains("net: reused from site/01-test/net.safetensors"))
    #expect(verify.status == 0, "\(verify.output)\(verify.errors)")
    let retrained = try command.run("verify", "--retrain")
    #expect(retrained.output.contains("net: trained and saved"))
    #expect(retrained.status == 0, "\(retrained.output)")
    #expect(try command.files(in: "site") == site)

    let edited = Self.chapter.replacingOccurrences(of: "\"Loss\"", with: "\"The loss\"")
      .replacingOccurrences(of: "2 * x }", with: "2 * x /* twice */ }")
    try command.write("01-test.md", edited)
    let replotted = try command.run("run")
    #expect(replotted.output.contains("net: reused from site"))
    #expect(replotted.output.contains("fig-loss"))
    #expect(try command.files(in: "site")["01-test/net.safetensors"] == weights)

    try Data(weights.dropLast(9)).write(
      to: command.folder.appending(path: "site/01-test/net.safetensors"))
    try FileManager.default.removeItem(at: command.folder.appending(path: ".build"))
    let damaged = try command.run("run")
    #expect(
      damaged.errors.contains(
        "  net: site/01-test/net.safetensors is damaged and not used: its bytes are not those"))
    #expect(damaged.output.contains("net: trained and saved"))
    #expect(damaged.output.contains("equals the record"))
    #expect(try command.files(in: "site")["01-test/net.safetensors"] == weights)

    try command.write(
      "01-test.md",
      Self.chapter.replacingOccurrences(of: "checkpoint(\"net\"", with: "checkpoint(\"n\""))
    #expect(try command.run("run").status == 0)
    #expect(
      try command.files(in: "site").keys.filter { $0.hasSuffix(".safetensors") }
        == ["01-test/n.safetensors"])
  }

  @Test func experimentsHaveTheirOwnCheckpoints() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    #expect(try command.run("run", "--quick").output.contains("net: trained and saved"))
    #expect(try command.run("run", "--quick").output.contains("net: reused from .build"))
    let set = try command.run("run", "--set", "steps=6")
    #expect(set.output.contains("net: trained and saved"))
    #expect(try command.run("run", "--quick").output.contains("net: reused from .build"))
    #expect(!FileManager.default.fileExists(atPath: command.folder.appending(path: "site").path))
  }

  @Test func anotherOutputUsesTheSitesCheckpoints() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    #expect(try command.run("run").status == 0)
    try FileManager.default.removeItem(at: command.folder.appending(path: ".build"))
    let aside = try command.run("run", "--output", "aside")
    #expect(aside.output.contains("net: reused from site/01-test/net.safetensors"))
    #expect(
      try command.files(in: "aside")["01-test/net.safetensors"]
        == command.files(in: "site")["01-test/net.safetensors"])
    let why = try command.run("why", "test", "--output", "aside")
    #expect(why.output.contains("saved in aside/01-test/net.safetensors"))
  }

  @Test func aKilledRunResumes() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    let process = try command.start("run")
    let kept = command.folder.appending(path: ".build/checkpoints/01-test")
    let deadline = Date() + 60
    func isSaved() -> Bool {
      let names = try? FileManager.default.contentsOfDirectory(atPath: kept.path)
      return names?.contains { $0.hasSuffix(".unfinished") } ?? false
    }
    while !isSaved(), Date() < deadline { Thread.sleep(forTimeInterval: 0.01) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    Thread.sleep(forTimeInterval: 0.2)
    let why = try command.run("why", "test")
    #expect(
      why.output.contains(#/its training was interrupted after \d+ steps, and will resume there/#))
    let resumed = try command.run("run")
    #expect(resumed.output.contains(#/net: resumes after step \d+ of 200/#), "\(resumed.errors)")
    let weights = try command.files(in: "site")["01-test/net.safetensors"]
    #expect(try command.run("run", "--retrain").output.contains("equals the record"))
    #expect(try command.files(in: "site")["01-test/net.safetensors"] == weights)
  }

  @Test func aCheckpointMayBeSavedAtTheEndOnly() throws {
    let command = try Command()
    try command.write(
      "01-test.md",
      Self.chapter.replacing("savedEvery: 0)", with: "savedEvery: .infinity)"))
    let run = try command.run("run", "--quick")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("net: trained and saved"))
  }

  @Test func aNameThatIsTooLongForAFileIsRefusedAtItsLine() throws {
    let command = try Command()
    let name = String(repeating: "n", count: 300)
    try command.write("01-test.md", Self.chapter.replacing("(\"net\"", with: "(\"\(name)\""))
    let run = try command.run("run")
    #expect(run.status == 1)
    #expect(
      run.errors.contains(
        "Chapters/01-test.md:24:1: error: a checkpoint's name has at most 100 characters"),
      "\(run.errors)")
  }

  @Test func theLatestPreviewIsAFile() throws {
    let command = try Command()
    let previewed = Self.chapter.replacingOccurrences(
      of: "savedEvery: 0)",
      with: "savedEvery: 0, preview: { ImageGrid(net(x).reshaped([1, 1, 2])) }, previewedAfter: 0)")
    try command.write("01-test.md", previewed)
    let run = try command.run("run", "--quick")
    #expect(
      run.output.contains("  net: the latest preview is .build/previews/01-test/net.png\n"),
      "\(run.errors)")
    let picture = command.folder.appending(path: ".build/previews/01-test/net.png")
    #expect(FileManager.default.fileExists(atPath: picture.path))
    try command.write("01-test.md", Self.chapter)
    #expect(try command.run("run", "--quick").output.contains("net: reused from .build"))
  }

  @Test func whyListsChanges() throws {
    let command = try Command()
    func why(_ edit: (String, String)...) throws -> String {
      var chapter = Self.chapter.replacingOccurrences(of: "steps = 200", with: "steps = 5")
      for (old, new) in edit { chapter = chapter.replacingOccurrences(of: old, with: new) }
      try command.write("01-test.md", chapter)
      return try command.run("why", "1").output
    }
    let will = "net (Chapters/01-test.md:24) will be trained\n"
    #expect(try why() == "01-test: not yet run\n" + will + "  nothing is saved yet\n")
    #expect(try command.run("run").status == 0)
    #expect(
      try why() == "01-test: recorded\nnet (Chapters/01-test.md:24) will be used as it is\n"
        + "  saved in site/01-test/net.safetensors\n")
    let since = "  since site/01-test/net.safetensors\n"
    let changed = "01-test: recorded, but its cells have changed since their run\n"
    #expect(
      try why(("0.05", "0.06"))
        == changed + will + "  learningRate (Chapters/01-test.md:12) changed\n" + since)
    #expect(
      try why(("{ 2 * x }", "{ factor * x }\nlet factor: Float = 2"))
        == changed + "net (Chapters/01-test.md:25) will be trained\n"
        + "  target (Chapters/01-test.md:18) changed\n"
        + "  factor (Chapters/01-test.md:19) is new\n" + since)
    #expect(
      try why(("func target(_ x: Tensor) -> Tensor { 2 * x }", ""), ("target(x)", "x"))
        == changed + will + "  the checkpoint itself (Chapters/01-test.md:24) changed\n"
        + "  target (formerly Chapters/01-test.md:18) was removed\n" + since)
    _ = try why()
    #expect(
      try command.run("why", "1", "--set", "steps=7").output
        == changed + will + "  steps (Chapters/01-test.md:11) changed\n" + since)
    let file = command.folder.appending(path: "site/01-test/net.safetensors")
    try Data([1, 2, 3]).write(to: file)
    let damaged = try command.run("why", "1").output
    #expect(damaged.contains("will be used as it is\n  site/01-test/net.safetensors is damaged"))
    #expect(damaged.contains("saved in .build/checkpoints/01-test/net-"))
    try command.write("02-other.md", "---\ntitle: T\nsummary: S.\nseed: 1\n---\n\nProse.\n")
    #expect(
      try command.run("why", "2").output
        == "02-other: not yet run\nno checkpoints: all of it is executed\n")
  }
}
