import Outputs

/// A read of something outside the program on which a checkpoint depends, though its key does not hold it.
public struct UntrackedUse: Sendable, Equatable {
  /// As the code calls it: `Date()`.
  public var name: String
  /// The place of the read: `Chapters/03-toy.md:41`.
  public var place: String
}

/// The reads from outside of a program's items, as far as its checkpoints depend on them.
struct CheckpointInputs {
  private let items: [TopLevelItem]
  private let inputs: [[UntrackedInput]]
  private let files: ProgramFiles
  private(set) var problems: [Diagnostic] = []
  private(set) var warnings: [Diagnostic] = []

  init(_ items: [TopLevelItem], _ files: ProgramFiles) {
    (self.items, self.files) = (items, files)
    inputs = UntrackedInput.all(in: items)
  }

  /// The untracked reads of a checkpoint's dependencies that are not refused.
  mutating func uses(of dependencies: [Int], by checkpoint: String) -> [UntrackedUse] {
    var uses: [UntrackedUse] = []
    for index in dependencies {
      let item = items[index]
      for read in files.unknown[index] ?? [] {
        refuse(
          item.problem(
            "the checkpoint “\(checkpoint)” depends on this file, and its key must hold it: "
              + "write the file's name as a literal, \(read.function)(\"points.csv\")",
            at: read.position))
      }
      for input in inputs[index] {
        let words =
          "the checkpoint “\(checkpoint)” depends on \(input.name), which its key cannot hold"
        guard !input.isRefused else {
          refuse(item.problem("\(words): \(input.advice)", at: input.position))
          continue
        }
        let warning = item.problem(
          "\(words), so a saved result keeps an old value: \(input.advice)", at: input.position)
        if !warnings.contains(where: { $0.isAtPlace(of: warning) }) { warnings.append(warning) }
        let place = "\(item.path):\(item.line(of: input.position))"
        uses.append(UntrackedUse(name: input.name, place: place))
      }
    }
    return uses
  }

  /// A read on which several checkpoints depend is refused once.
  private mutating func refuse(_ problem: Diagnostic) {
    if !problems.contains(where: { $0.isAtPlace(of: problem) }) { problems.append(problem) }
  }
}

extension Diagnostic {
  fileprivate func isAtPlace(of other: Diagnostic) -> Bool {
    (file, line, column) == (other.file, other.line, other.column)
  }
}
