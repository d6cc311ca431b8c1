import Outputs
import SwiftSyntax

/// A `checkpoint("name", …)` of a program, and the key under which what it gives is kept.
public struct ProgramCheckpoint: Sendable {
  public var name: String
  /// How messages name the chapter, and the call's line there.
  public var path: String
  public var line: Int
  /// Changes whenever one of the parts does, or the engine's arithmetic.
  public var key: String
  /// Everything that the checkpoint depends on, in the order of the program.
  public var parts: [CheckpointPart]
}

/// The checkpoints of a program and what is wrong with them.
struct ProgramCheckpoints {
  private(set) var all: [ProgramCheckpoint] = []
  private(set) var problems: [Diagnostic] = []
  /// What a run with kept weights would leave out.
  private(set) var warnings: [Diagnostic] = []

  init(_ units: [ProgramUnit]) {
    let calls = units.indices.flatMap { unit in
      CheckpointCall.all(in: units[unit]).map { (unit, $0) }
    }
    guard !calls.isEmpty, !units.contains(where: { $0.names.declared.contains("checkpoint") })
    else { return }
    let dependencies = Dependencies(units)
    for (index, call) in calls {
      let unit = units[index]
      guard let name = name(of: call, in: unit) else { continue }
      problems += call.lostChanges(in: unit, dependencies)
      warnings += call.lostOutputs(in: unit, dependencies)
      let parts = dependencies.units(behind: index).map { part in
        CheckpointPart(
          name: part == index ? "the checkpoint itself" : units[part].name, hash: units[part].hash,
          place: "\(units[part].path):\(units[part].line)")
      }
      let text = ["\(numericsVersion)", name] + parts.map(\.hash)
      all.append(
        ProgramCheckpoint(
          name: name, path: unit.path, line: unit.line(of: call.position),
          key: SHA256.hex(Array(text.joined(separator: "\n").utf8)), parts: parts))
    }
  }

  /// The call's name, if it can be one.
  private mutating func name(of call: CheckpointCall, in unit: ProgramUnit) -> String? {
    let name = call.name ?? ""
    if call.name == nil {
      problems.append(
        unit.problem(
          "a checkpoint's name is a literal: it must be known before the chapter runs",
          at: call.position))
    } else if name.wholeMatch(of: #/[A-Za-z0-9][A-Za-z0-9-]*/#) == nil {
      problems.append(
        unit.problem(
          "a checkpoint's name is made of letters, digits and hyphens: checkpoint(\"small-unet\", …)",
          at: call.position))
    } else if let first = all.first(where: { $0.name == name }) {
      problems.append(
        unit.problem(
          "there is a checkpoint “\(name)” already, at \(first.path):\(first.line)",
          at: call.position))
    } else {
      return name
    }
    return nil
  }
}

extension ProgramUnit {
  func problem(_ message: String, at position: AbsolutePosition) -> Diagnostic {
    Diagnostic(
      file: path, line: line(of: position), column: text.place(of: position.utf8Offset).column,
      message: message)
  }
}
