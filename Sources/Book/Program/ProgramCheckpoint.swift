import Outputs
import SwiftSyntax

/// A `checkpoint("name", …)` of a program, and the key that its results are cached under.
public struct ProgramCheckpoint: Sendable {
  public var name: String
  /// The chapter's path in messages, and the call's line.
  public var path: String
  public var line: Int
  /// A hash that changes with any of the parts and with the engine's arithmetic.
  public var key: String
  /// Everything that the checkpoint depends on: code in the order of the program, then files.
  public var parts: [CheckpointPart]
  /// The hashes of the files beside the chapter among these, by name; empty for one that cannot be read.
  public var files: [String: String] = [:]
  /// Further inputs, which its key does not hold.
  public var untracked: [UntrackedUse] = []
}

/// The checkpoints of a program and their faults.
struct ProgramCheckpoints {
  private(set) var all: [ProgramCheckpoint] = []
  private(set) var problems: [Diagnostic] = []
  /// Outputs that a run with cached weights would leave out.
  private(set) var warnings: [Diagnostic] = []
  /// The places of the checkpoints in `all`, by name in lowercase: not every file system tells case apart.
  private var known: [String: Int] = [:]

  init(_ items: [TopLevelItem], _ files: ProgramFiles) {
    let calls = items.indices.flatMap { item in
      CheckpointCall.all(in: items[item]).map { (item, $0) }
    }
    guard !calls.isEmpty, !items.contains(where: { $0.names.declared.contains("checkpoint") })
    else { return }
    let dependencies = Dependencies(items)
    var inputs = CheckpointInputs(items, files)
    defer {
      problems += inputs.problems
      warnings += inputs.warnings
    }
    for (index, call) in calls {
      let item = items[index]
      guard let name = name(of: call, in: item) else { continue }
      problems += call.lostChanges(in: item, dependencies)
      warnings += call.lostOutputs(in: item, dependencies)
      let behind = dependencies.items(behind: index)
      let read = behind.flatMap { files.all[$0] }
      let parts =
        behind.map { part in
          CheckpointPart(
            name: part == index ? "the checkpoint itself" : items[part].name,
            hash: items[part].hash, place: "\(items[part].path):\(items[part].line)")
        } + read.map { CheckpointPart(name: $0.name, hash: $0.hash, place: $0.place) }
      let text = ["\(numericsVersion)", name] + parts.map(\.hash)
      known[name.lowercased()] = all.count
      all.append(
        ProgramCheckpoint(
          name: name, path: item.path, line: item.line(of: call.position),
          key: SHA256.hex(Array(text.joined(separator: "\n").utf8)), parts: parts,
          files: Dictionary(read.map { ($0.name, $0.hash) }) { first, _ in first },
          untracked: inputs.uses(of: behind, by: name)))
    }
  }

  /// The call's name, if it is valid.
  private mutating func name(of call: CheckpointCall, in item: TopLevelItem) -> String? {
    let name = call.name ?? ""
    if call.name == nil {
      problems.append(
        item.problem(
          "a checkpoint's name is a literal: it must be known before the chapter runs",
          at: call.position))
    } else if name.wholeMatch(of: #/[A-Za-z0-9][A-Za-z0-9-]*/#) == nil {
      problems.append(
        item.problem(
          "a checkpoint's name is made of letters, digits and hyphens: checkpoint(\"small-unet\", …)",
          at: call.position))
    } else if let first = known[name.lowercased()].map({ all[$0] }) {
      problems.append(
        item.problem(
          "there is a checkpoint “\(first.name)” already, at \(first.path):\(first.line)"
            + (first.name == name ? "" : ", which differs only by case: rename one of them"),
          at: call.position))
    } else {
      return name
    }
    return nil
  }
}
