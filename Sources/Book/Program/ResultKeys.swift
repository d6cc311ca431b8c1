import Outputs
import SwiftSyntax

/// A hash, for each result of a program (a cell's outputs, an inline value), of all that it depends on. Results
/// with the same hash are equal, across programs too.
public struct ResultKeys: Sendable {
  /// By the cells' indices; empty for a cell that is not executed.
  let cells: [String]
  let inlineValues: [String]
  /// The hashes of all pieces of the program.
  let pieces: Set<String>

  /// Nil if the dependencies are unknown: see `TraceableProgram`.
  public init?(of program: Program) {
    guard let parts = TraceableProgram(program) else { return nil }
    self.init(parts, program.chapter)
  }

  init(_ parts: TraceableProgram, _ chapter: Chapter) {
    let nameless = parts.items.filter(\.isNameless).map(\.hash)
    var own: [TopLevelItem.Place: [String]] = [:]
    for (index, item) in parts.items.enumerated() where !item.isDeclaration {
      own[item.place, default: []] += parts.behind(index).flatMap(parts.hashes) + [""]
    }
    func key(_ place: TopLevelItem.Place, _ label: String?) -> String {
      guard let hashes = own[place] else { return "" }
      let text = hashes + nameless + [label ?? ""]
      return SHA256.hex(Array(text.joined(separator: "\n").utf8))
    }
    // A label names a cell's files.
    cells = chapter.cells.map { key(.cell($0.index), $0.options.label) }
    inlineValues = chapter.inlineValues.map { key(.inlineValue($0.index), nil) }
    pieces = Set(parts.items.map(\.hash))
  }
}
