import Foundation
import Testing

/// Checkpoints that the book's first edition wrote, whose optimizers' state had other names. They load under
/// their old key, and train to the same bits.
@Suite(.serialized) struct FirstEditionTests {
  /// The chapter that wrote them. Its code makes the key: not a letter of it may change.
  static let chapter = """
    ---
    title: A test
    summary: A training.
    seed: 3
    ---

    ```swift
    import Foundation
    let random = Random(seed: seed).stream("nets")
    let (first, second) = (Linear(1, 1, random: random), Linear(1, 1, random: random))
    let adam = Adam(first, learningRate: 0.05)
    let rmsProp = RMSProp(second, learningRate: 0.05)
    let x = Tensor([[1], [2]])
    let losses = checkpoint(
      "net", first, second, optimizer: adam, rmsProp, steps: 20, savedEvery: 0
    ) { step in
      usleep(20_000)
      let (loss, gradients) = valueWithGradients { mse(first(x) * second(x), x) }
      adam.update(with: gradients)
      rmsProp.update(with: gradients)
      return loss.item
    }
    ```

    `{swift} losses[19]`

    """

  private func recorded(_ name: String) throws -> Data {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try Data(contentsOf: folder.appending(path: "Recorded/\(name).safetensors"))
  }

  private func place(_ data: Data, at path: String, in command: Command) throws {
    let file = command.folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  @Test func anInterruptedTrainingGoesOnToTheSameBits() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    try place(
      recorded("interrupted"), at: ".build/checkpoints/01-test/net-cfe0d0e1428be9bc.unfinished",
      in: command)
    let run = try command.run("run")
    #expect(run.output.contains("step 9 of 20"), "\(run.output)\(run.errors)")
    let weights = try command.files(in: "site")["01-test/net.safetensors"]
    #expect(try weights == recorded("finished"))
    // From nothing, too.
    #expect(try command.run("run", "--retrain").status == 0)
    #expect(try command.files(in: "site")["01-test/net.safetensors"] == weights)
  }

  @Test func publishedWeightsAreUsed() throws {
    let command = try Command()
    try command.write("01-test.md", Self.chapter)
    try place(recorded("finished"), at: "site/01-test/net.safetensors", in: command)
    let run = try command.run("run")
    #expect(run.output.contains("net: reused from site"), "\(run.output)\(run.errors)")
  }
}
