import Foundation
import Networks
import Outputs
import Tensors

/// A checkpoint of a running chapter: its models, the modules and optimizers that only the training needs,
/// their initial state, and the instructions of the runner.
final class Checkpoint {
  private let name: String
  /// The instructions; nil where nothing is cached.
  private let entry: CheckpointPlan.Entry?
  private let models, temporary: [Optimizer.Entry]
  private let beginning: Beginning
  private let start = ContinuousClock.now
  /// The seconds that an interrupted training took before it resumed.
  private var earlierSeconds = 0.0
  /// Tells whether a failure to save was reported: one line is enough.
  private var isKnownUnsaved = false

  /// The state before the body is executed.
  private struct Beginning {
    /// The checksum of all parameters, former names and shapes included: published files keep theirs.
    var checksum: UInt64
    var temporary: [Tensor]
    var streams: [StreamPosition]
  }

  init(
    _ name: String, models: [any Module], intermediate: [any Module] = [],
    optimizers: [Optimizer] = []
  ) {
    require(Checkpoint.begin(name), "checkpoint: “\(name)” is executed for a second time")
    self.name = name
    entry = CheckpointPlan.current.entries[name]
    let all = Checkpoint.named(models + intermediate, optimizers)
    let count = models.reduce(0) { $0 + $1.parameters.count }
    self.models = Array(all[..<count])
    temporary = Array(all[count...])
    let values = all.map { ($0.formerName, $0.parameter.value) }
    beginning = Beginning(
      checksum: entry == nil ? 0 : CheckpointChecksum.of(SafeTensors.encoded(values)),
      temporary: temporary.map { $0.parameter.value }, streams: StreamPosition.all)
  }

  /// All parameters. The first model's have their own names, so that other programs find them; the
  /// others' begin with their types.
  private static func named(
    _ models: [any Module], _ optimizers: [Optimizer]
  ) -> [Optimizer.Entry] {
    let owners: [(type: Any.Type, entries: [Optimizer.Entry])] =
      models.map { (type(of: $0), $0.parameters.map { ($0.name, $0.name, $0.parameter) }) }
      + optimizers.map { (type(of: $0), $0.state) }
    var (names, formerNames): (Set<String>, Set<String>) = ([], [])
    return owners.enumerated().flatMap { index, owner in
      func unique(_ own: String, among names: inout Set<String>) -> String {
        let name = index == 0 ? own : "\(owner.type).\(own)"
        return names.insert(name).inserted ? name : "\(index).\(name)"
      }
      return owner.entries.map {
        (unique($0.name, among: &names), unique($0.formerName, among: &formerNames), $0.parameter)
      }
    }
  }

  /// The parameters of the models of all checkpoints that were executed, by name.
  nonisolated(unsafe) private(set) static var saved: [String: [Parameter]] = [:]

  nonisolated(unsafe) private static var begun: Set<String> = []
  private static func begin(_ name: String) -> Bool { begun.insert(name).inserted }
}

extension Checkpoint {
  /// Restores models and random streams from the cache.
  ///
  /// - Returns: the cached result; nil where there is none.
  func kept<Result: Decodable>(_: Result.Type) -> Result? {
    for source in entry?.sources ?? [] {
      guard let file = read(source), file.step == nil, let result = file.result(as: Result.self),
        restore(models, from: file)
      else { continue }
      report(.reused(file: source), of: name)
      Checkpoint.saved[name] = models.map(\.parameter)
      return result
    }
    return nil
  }

  /// Restores an interrupted training, if there is one.
  ///
  /// - Returns: the results of its steps.
  func unfinished<Step: Decodable>(of steps: Int) -> [Step] {
    guard let path = entry?.unfinished, let file = read(path), let step = file.step,
      let results = file.result(as: [Step].self), results.count == step, step <= steps,
      restore(models + temporary, from: file)
    else { return [] }
    earlierSeconds = file.seconds
    report(.resumed(step: step, of: steps), of: name)
    return results
  }

  /// Saves an unfinished training.
  func save(unfinished results: [some Encodable]) {
    guard let entry else { return }
    do {
      try write(
        models + temporary, results, progress: (results.count, seconds), to: entry.unfinished)
    } catch {
      reportOnce(unsaved: error, to: entry.unfinished)
    }
  }

  /// Saves the results of the body, and restores what only the training needs to its initial state, which it
  /// also has when the cache is used.
  func keep(_ result: some Encodable) {
    for (own, value) in zip(temporary, beginning.temporary) { own.parameter.value = value }
    Checkpoint.saved[name] = models.map(\.parameter)
    guard let entry else { return }
    do {
      let time = TrainingTime(seconds: seconds, threads: Engine.threads)
      try write(models, result, progress: nil, to: entry.finished)
      try time.save(for: URL(fileURLWithPath: entry.finished))
      try? FileManager.default.removeItem(atPath: entry.unfinished)
      report(.trained(file: entry.finished), of: name)
    } catch {
      reportOnce(unsaved: error, to: entry.finished)
    }
  }

  private func reportOnce(unsaved error: any Error, to path: String) {
    guard !isKnownUnsaved else { return }
    isKnownUnsaved = true
    report(.unsaved(file: path, fault: error.systemReason), of: name)
  }

  /// Shows a picture of the unfinished training, and undoes its effects on weights and random streams.
  func show(_ preview: () -> any Showable) {
    let streams = StreamPosition.all
    let parameters = (models + temporary).map(\.parameter)
    let values = parameters.map(\.value)
    FileReads.shared.isReporting = false
    let output = preview().lowered()
    FileReads.shared.isReporting = true
    for (parameter, value) in zip(parameters, values) { parameter.value = value }
    StreamPosition.all = streams
    report(preview: output, of: name)
  }

  /// The seconds of the training so far, without its interruptions.
  private var seconds: Double {
    earlierSeconds + (ContinuousClock.now - start) / .seconds(1)
  }

  private func write(
    _ entries: [Optimizer.Entry], _ result: some Encodable,
    progress: (step: Int, seconds: Double)?, to path: String
  ) throws {
    guard let entry else { return }
    let moved = zip(beginning.streams, StreamPosition.all(like: beginning.streams))
      .filter { $0 != $1 }.map { CheckpointFile.Movement(from: $0, to: $1) }
    let file = try CheckpointFile(
      key: entry.key, parts: entry.parts, beginning: beginning.checksum, streams: moved,
      progress: progress, weights: entries.map { ($0.name, $0.parameter.value) }, result: result)
    try file.write(to: path)
  }

  /// Reads a file with this checkpoint's key and initial state. A damaged or outdated one is reported.
  private func read(_ path: String) -> CheckpointFile? {
    guard let entry, FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      let file = try CheckpointFile(contentsOf: path)
      guard file.key == entry.key else { return nil }
      let isSame =
        file.beginning == beginning.checksum
        && file.streams.allSatisfy { beginning.streams.contains($0.from) }
      if !isSame { report(.outdated(file: path), of: name) }
      return isSame ? file : nil
    } catch {
      report(.damaged(file: path, fault: "\(error)"), of: name)
      return nil
    }
  }

  /// Restores parameters and random streams from a file.
  ///
  /// - Returns: false, with nothing changed, if a shape does not fit.
  private func restore(_ entries: [Optimizer.Entry], from file: CheckpointFile) -> Bool {
    let values = entries.map { file.weights[$0.name] ?? file.weights[$0.formerName] }
    guard zip(entries, values).allSatisfy({ $0.parameter.shape == $1?.shape }) else { return false }
    for (entry, value) in zip(entries, values) { entry.parameter.value = value! }
    StreamPosition.all = file.streams.map(\.to)
    return true
  }
}
