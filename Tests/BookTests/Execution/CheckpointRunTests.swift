import Foundation
import Outputs
import Testing

@testable import Book

@Suite struct CheckpointRunTests {
  /// A training whose steps draw from a stream that is used before and after it.
  static let training = """
    ```swift
    let random = Random(seed: seed)
    let net = Linear(3, 2, random: random.stream("net"))
    let draws = random.stream("draws")
    let first = draws.normal()
    let adam = Adam(net, learningRate: 0.1)
    let average = MovingAverage(net, decay: 0.9)
    let losses = checkpoint(
      "net", net, average, optimizer: adam, steps: 60, label: "steps", savedEvery: 0
    ) { step in
      adam.learningRate *= 0.99
      let x = draws.normal([8, 3])
      let (loss, gradients) = valueWithGradients { mse(net(x), Tensor.zeros([8, 2])) }
      adam.update(with: gradients)
      average.update()
      return loss.item
    }
    ```

    `{swift} losses` `{swift} draws.normal()` `{swift} net.weight.value.scalars`
    `{swift} adam.state.map { $0.parameter.value.sum().item }`
    `{swift} average.parameters.map { $0.parameter.value.sum().item }`
    """

  @Test func whatIsKeptIsAsIfItHadBeenTrained() throws {
    let place = CheckpointPlace()
    let first = try place.run(Self.training)
    #expect(first.fates.map(\.word) == ["trained"])
    let second = try place.run(Self.training)
    #expect(second.fates.map(\.word) == ["reused"])
    #expect(second.run?.record == first.run?.record)
    #expect(second.run?.checkpoints == first.run?.checkpoints)
    let other = try place.run(Self.training.replacing("decay: 0.9)", with: "decay: 0.8)"))
    #expect(other.fates.map(\.word) == ["trained"])
    #expect(try place.run(Self.training).fates.map(\.word) == ["reused"])
    #expect(try place.run(Self.training, retrain: true).fates.map(\.word) == ["trained"])
  }

  @Test func aKilledTrainingGoesOnToTheSameBits() throws {
    let whole = CheckpointPlace()
    let unbroken = try whole.run(Self.training)
    let place = CheckpointPlace()
    // Slow, so that there is time to kill it.
    let slow = Self.training.replacing(
      "adam.learningRate", with: "usleep(20_000)\n  adam.learningRate")
    let slowed = "```swift\nimport Foundation\n```\n\n" + slow
    let killed = try place.run(slowed) { event in
      if case .progress(_, let done, _) = event { done >= 10 } else { false }
    }
    #expect(killed.run == nil)
    _ = try place.kept("unfinished")
    let resumed = try place.run(slowed)
    guard case .resumed(let step, 60) = resumed.fates.first else {
      Issue.record("\(resumed.fates)")
      return
    }
    #expect((10..<60).contains(step))
    #expect(resumed.fates.map(\.word) == ["resumed", "trained"])
    #expect(resumed.run?.record.inlineValues == unbroken.run?.record.inlineValues)
    let again = CheckpointPlace()
    _ = try again.run(slowed)
    #expect(try Data(contentsOf: place.kept()) == Data(contentsOf: again.kept()))
  }

  /// Modules that only the training needs are saved while it is unfinished, and have their initial values afterwards.
  @Test func intermediateModulesAreSavedOnlyUnfinished() throws {
    let training = Self.training
      .replacing(
        "\"net\", net, average, optimizer", with: "\"net\", average, intermediate: net, optimizer")
    let whole = CheckpointPlace()
    let unbroken = try whole.run(training)
    let file = try String(decoding: Data(contentsOf: whole.kept()), as: UTF8.self)
    #expect(file.contains(#""weight":"#) && !file.contains("Linear"))
    let reused = try whole.run(training)
    #expect(reused.fates.map(\.word) == ["reused"])
    #expect(reused.run?.record == unbroken.run?.record)
    let slow =
      "```swift\nimport Foundation\n```\n\n"
      + training.replacing("adam.learningRate", with: "usleep(20_000)\n  adam.learningRate")
    let place = CheckpointPlace()
    _ = try place.run(slow) { event in
      if case .progress(_, let done, _) = event { done >= 10 } else { false }
    }
    let unfinished = try String(decoding: Data(contentsOf: place.kept("unfinished")), as: UTF8.self)
    #expect(unfinished.contains(#""Linear.weight":"#))
    let resumed = try place.run(slow)
    #expect(resumed.fates.map(\.word) == ["resumed", "trained"])
    #expect(resumed.run?.record.inlineValues == unbroken.run?.record.inlineValues)
  }

  @Test func damageIsNoticed() throws {
    let place = CheckpointPlace()
    let first = try place.run(Self.training)
    let file = try place.kept()
    let bytes = try Data(contentsOf: file)
    var flipped = bytes
    flipped[bytes.count / 2] ^= 1
    var other = bytes
    other[3] = 0x7F
    for damaged in [flipped, other, bytes.dropLast(), bytes.prefix(20), Data()] {
      try Data(damaged).write(to: file)
      let run = try place.run(Self.training)
      #expect(run.fates.map(\.word) == ["damaged", "trained"])
      #expect(run.run?.record == first.run?.record)
      #expect(try Data(contentsOf: file) == bytes)
    }
  }

  /// Cleaning removes what a killed process left there, and no files of others.
  @Test func filesOfOthersInTheCacheStay() throws {
    let place = CheckpointPlace()
    _ = try place.run(Self.training)
    let slug = try place.kept().deletingLastPathComponent().lastPathComponent
    let names = ["\(slug)/notes.txt", "mine/x.txt", "mine/x.safetensors", "\(slug)/.dat.nosync1.x"]
    let long = Date().addingTimeInterval(-7200)
    for name in names {
      let file = place.folders.cache.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("x".utf8).write(to: file)
      try FileManager.default.setAttributes([.modificationDate: long], ofItemAtPath: file.path)
    }
    _ = try place.run(Self.training)
    let left = names.filter {
      FileManager.default.fileExists(atPath: place.folders.cache.appending(path: $0).path)
    }
    #expect(left == names.dropLast())
  }

  @Test func resultsOfManyKindsComeBack() throws {
    let place = CheckpointPlace()
    let body = """
      ```swift
      struct Outcome: Codable {
        var name: String, images: [Tensor], curve: [Float], best: Float?, flags: [String: Bool]
      }
      let draws = Random(seed: seed).stream("values")
      let outcome = checkpoint("outcome") {
        Outcome(
          name: "ü/\\"", images: [draws.normal([2, 3]), Tensor([.infinity, -0.0])],
          curve: draws.normal([4000]).scalars + [.nan, -.infinity], best: nil, flags: ["a": true])
      }
      let one: Tensor = checkpoint("one") { draws.uniform([3]) }
      let net = Linear(1, 1, random: Random(seed: 1).stream("net"))
      checkpoint("none", net) { net.weight.value = Tensor([[5]]) }
      func bits(_ values: [Float]) -> [UInt32] { values.map(\\.bitPattern) }
      ```

      `{swift} outcome.name` `{swift} outcome.best as Any` `{swift} outcome.flags`
      `{swift} outcome.images.map { bits($0.scalars) }` `{swift} outcome.images.map(\\.shape)`
      `{swift} bits(outcome.curve)` `{swift} bits(one.scalars)` `{swift} net.weight.value.item`
      """
    let first = try place.run(body)
    #expect(first.fates.map(\.word) == ["trained", "trained", "trained"])
    let second = try place.run(body)
    #expect(second.fates.map(\.word) == ["reused", "reused", "reused"])
    #expect(second.run?.record == first.run?.record)
    #expect(first.run?.record.inlineValues.last == "5.0")
  }

  /// Steps may return anything, and what they returned is there when a run goes on.
  @Test func stepsReturnWhatTheyLike() throws {
    let body = """
      ```swift
      import Foundation
      struct Batch: Codable { var pixels: Data, mean: Tensor }
      let random = Random(seed: seed)
      let batches = checkpoint("batches", steps: 40, savedEvery: 0) { step -> Batch in
        usleep(20_000)
        let draws = random.stream("batch \\(step)")
        return Batch(
          pixels: Data(draws.integers(50, below: 256).map { UInt8($0) }), mean: draws.normal([2]))
      }
      ```

      `{swift} batches.map { $0.pixels.base64EncodedString() }` `{swift} batches.map(\\.mean.scalars)`
      """
    let place = CheckpointPlace()
    let killed = try place.run(body) { event in
      if case .progress(_, let done, _) = event { done >= 5 } else { false }
    }
    #expect(killed.run == nil)
    let resumed = try place.run(body)
    #expect(resumed.fates.map(\.word) == ["resumed", "trained"])
    let kept = try place.run(body)
    #expect(kept.fates.map(\.word) == ["reused"])
    let unbroken = try CheckpointPlace().run(body)
    #expect(resumed.run?.record == unbroken.run?.record)
    #expect(kept.run?.record == unbroken.run?.record)
  }

  /// A preview may draw and train: weights, streams and losses are as they would have been without, to the
  /// byte of the file.
  @Test func previewsChangeNothing() throws {
    let plain = CheckpointPlace()
    let without = try plain.run(Self.training)
    let preview =
      "preview: { net.weight.value = draws.normal([3, 2]); adam.learningRate = 9; "
      + "average.update(); return ImageGrid(draws.uniform([1, 4, 4])) }, previewedAfter: 0"
    let place = CheckpointPlace()
    let with = try place.run(
      Self.training.replacing("savedEvery: 0", with: "savedEvery: 0, " + preview))
    #expect(with.fates.map(\.word) == ["trained"])
    #expect(with.run?.record.inlineValues == without.run?.record.inlineValues)
    #expect(with.run?.record.cells == without.run?.record.cells)
    #expect(try Data(contentsOf: place.kept()) == Data(contentsOf: plain.kept()))
    let file = place.folder.appending(path: "previews/02-test/net.png")
    #expect(place.previews.map(\.path) == [file.path], "told once")
    #expect(try Data(contentsOf: file).starts(with: [0x89, 0x50, 0x4E, 0x47]))
    let again = try place.run(Self.training)
    #expect(again.fates.map(\.word) == ["reused"])
    #expect(place.previews == [])
  }

  /// Where no file can be, the run goes on and says so once.
  @Test func previewsThatCannotBeWrittenAreNamed() throws {
    let place = CheckpointPlace()
    try FileManager.default.createDirectory(at: place.folder, withIntermediateDirectories: true)
    try Data().write(to: place.folder.appending(path: "previews"))
    let lock = NSLock()
    var warnings: [String] = []
    let run = try place.run(
      """
      ```swift
      import Foundation
      struct Words: Showable { func lowered() -> Output { Output(text: "w") } }
      let steps = checkpoint("a", steps: 3, preview: { Words() }, previewedAfter: 0) { step in
        usleep(10_000)
        return step
      }
      ```
      """
    ) { event in
      if case .warning(let warning) = event { lock.withLock { warnings.append("\(warning)") } }
      return false
    }
    #expect(run.run != nil)
    #expect(
      warnings.count == 1 && warnings[0].contains("02-test.md:8:")
        && warnings[0].contains("the preview of “a” cannot be written"), "\(warnings)")
  }

  /// What by its name depends on nothing, and yet begins elsewhere, is not used.
  @Test func anotherBeginningIsNoticed() throws {
    func body(_ weight: Int) -> String {
      """
      ```swift
      import Foundation
      let net = Linear(1, 1, random: Random(seed: 1).stream("net"))
      srand48(\(weight))
      net.bias!.value = Tensor([Float(drand48())])
      checkpoint("net", net) { net.weight.value = net.weight.value + 1 }
      ```
      """
    }
    let place = CheckpointPlace()
    #expect(try place.run(body(1)).fates.map(\.word) == ["trained"])
    #expect(try place.run(body(2)).fates.map(\.word) == ["outdated", "trained"])
    #expect(try place.run(body(2)).fates.map(\.word) == ["reused"])
  }
}
