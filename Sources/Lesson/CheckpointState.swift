import Foundation
import Networks
import Outputs
import Tensors

/// A checkpoint of a running chapter: its models and optimizers, their initial state, and the instructions of
/// the runner.
final class Checkpoint {
  private let name: String
  /// The instructions; nil where nothing is cached.
  private let entry: CheckpointPlan.Entry?
  private let models: [(name: String, parameter: Parameter)]
  private let optimizers: [(name: String, parameter: Parameter)]
  private let beginning: Beginning

  /// The state before the body is executed.
  private struct Beginning {
    /// The checksum of all parameters, names and shapes included.
    var checksum: UInt64
    var optimizers: [Tensor]
    var streams: [StreamPosition]
  }

  init(_ name: String, models: [any Module], optimizers: [any Module]) {
    require(Checkpoint.begin(name), "checkpoint: “\(name)” is executed for a second time")
    self.name = name
    entry = CheckpointPlan.current.entries[name]
    let all = Checkpoint.named(models + optimizers)
    let count = models.reduce(0) { $0 + $1.parameters.count }
    self.models = Array(all[..<count])
    self.optimizers = Array(all[count...])
    let values = all.map { ($0.name, $0.parameter.value) }
    beginning = Beginning(
      checksum: entry == nil ? 0 : CheckpointChecksum.of(SafeTensors.encoded(values)),
      optimizers: self.optimizers.map { $0.parameter.value }, streams: StreamPosition.all)
  }

  /// All parameters with unique names: those of the first model under their own, so that other programs find
  /// them, the others with their types as prefixes.
  private static func named(_ modules: [any Module]) -> [(name: String, parameter: Parameter)] {
    var names: Set<String> = []
    return modules.enumerated().flatMap { index, module in
      let type = String(describing: type(of: module))
      return module.parameters.map { own in
        var name = index == 0 ? own.name : "\(type).\(own.name)"
        if !names.insert(name).inserted { name = "\(index).\(name)" }
        return (name, own.parameter)
      }
    }
  }

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
      restore(models + optimizers, from: file)
    else { return [] }
    report(.resumed(step: step, of: steps), of: name)
    return results
  }

  /// Saves an unfinished training.
  func save(unfinished results: [some Encodable]) {
    guard let entry else { return }
    do {
      try write(models + optimizers, results, step: results.count, to: entry.unfinished)
    } catch {
      report(.unsaved(fault: "\(error)"), of: name)
    }
  }

  /// Saves the results of the body, and restores the optimizers to their initial state, which they also have
  /// when the cache is used.
  func keep(_ result: some Encodable) {
    for (own, value) in zip(optimizers, beginning.optimizers) { own.parameter.value = value }
    guard let entry else { return }
    do {
      try write(models, result, step: nil, to: entry.finished)
      try? FileManager.default.removeItem(atPath: entry.unfinished)
      report(.trained(file: entry.finished), of: name)
    } catch {
      report(.unsaved(fault: "\(error)"), of: name)
    }
  }

  /// Shows a picture of the unfinished training, and undoes its effects on weights and random streams.
  func show(_ preview: () -> any Showable) {
    let streams = StreamPosition.all
    let parameters = (models + optimizers).map(\.parameter)
    let values = parameters.map(\.value)
    let output = preview().lowered()
    for (parameter, value) in zip(parameters, values) { parameter.value = value }
    StreamPosition.all = streams
    report(preview: output, of: name)
  }

  private func write(
    _ parameters: [(name: String, parameter: Parameter)], _ result: some Encodable, step: Int?,
    to path: String
  ) throws {
    guard let entry else { return }
    let moved = zip(beginning.streams, StreamPosition.all(like: beginning.streams))
      .filter { $0 != $1 }.map { CheckpointFile.Movement(from: $0, to: $1) }
    let file = try CheckpointFile(
      key: entry.key, parts: entry.parts, beginning: beginning.checksum, streams: moved,
      step: step, weights: parameters.map { ($0.name, $0.parameter.value) }, result: result)
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
  /// - Returns: false, with nothing changed, where a shape does not fit.
  private func restore(
    _ parameters: [(name: String, parameter: Parameter)], from file: CheckpointFile
  ) -> Bool {
    guard parameters.allSatisfy({ file.weights[$0.name]?.shape == $0.parameter.shape })
    else { return false }
    for (name, parameter) in parameters { parameter.value = file.weights[name]! }
    StreamPosition.all = file.streams.map(\.to)
    return true
  }
}
