import SwiftSyntax

/// For each result of a program, a cell's outputs or an inline value, a hash of all that it depends on. Where
/// two programs share one, both give the same there.
public struct ResultKeys: Sendable {
  /// By the cells' indices; empty where nothing is executed.
  let cells: [String]
  let inlineValues: [String]
  /// The hashes of all pieces of the program.
  let pieces: Set<String>

  /// Nil where it cannot be told: see `ProgramParts`.
  public init?(of program: Program) {
    guard let parts = ProgramParts(program) else { return nil }
    self.init(parts, program.chapter)
  }

  init(_ parts: ProgramParts, _ chapter: Chapter) {
    let nameless = parts.units.filter(\.isNameless).map(\.hash)
    var own: [ProgramUnit.Place: [String]] = [:]
    for (index, unit) in parts.units.enumerated() where !unit.isDeclaration {
      own[unit.place, default: []] += parts.behind(index).map { parts.units[$0].hash } + [""]
    }
    func key(_ place: ProgramUnit.Place, _ label: String?) -> String {
      guard let hashes = own[place] else { return "" }
      let text = hashes + nameless + [label ?? ""]
      return SHA256.hex(Array(text.joined(separator: "\n").utf8))
    }
    // A label names a cell's files.
    cells = chapter.cells.map { key(.cell($0.index), $0.options.label) }
    inlineValues = chapter.inlineValues.map { key(.inlineValue($0.index), nil) }
    pieces = Set(parts.units.map(\.hash))
  }
}

/// A program of which can be told, by names, which piece depends on which.
struct ProgramParts {
  let units: [ProgramUnit]
  let dependencies: Dependencies
  /// Inline values that are asked for at the chapter's end.
  private let late: Set<Int>

  /// Nil where something could depend on what it does not name: in a chapter that shows failures on purpose,
  /// with cells that cannot be read, with a name that has two meanings, or with hidden state.
  init?(_ program: Program) {
    let chapter = program.chapter
    let cells = chapter.cells.filter(\.isExecuted)
    guard cells.allSatisfy({ $0.options.error == nil && !chapter.syntax(of: $0).tree.hasError })
    else { return nil }
    let units = program.units
    guard !Self.hasAmbiguousNames(units), !units.contains(where: HiddenState.isFound) else {
      return nil
    }
    self.units = units
    dependencies = Dependencies(units, isCautious: true)
    let computed = ComputedValues(chapter)
    late = Set(
      units.indices.filter { index in
        guard case .inlineValue(let value) = units[index].place else { return false }
        return computed.isAhead(chapter.inlineValues[value])
      })
  }

  /// Functions may share a name, and are taken together.
  private static func hasAmbiguousNames(_ units: [ProgramUnit]) -> Bool {
    var functions: Set<String> = []
    var others: Set<String> = []
    for unit in units where !unit.node.is(OperatorDeclSyntax.self) {
      let isFunction = unit.node.is(FunctionDeclSyntax.self)
      for name in unit.names.declared {
        if others.contains(name) || (!isFunction && functions.contains(name)) { return true }
        if isFunction { functions.insert(name) } else { others.insert(name) }
      }
    }
    return others.contains("checkpoint") || functions.contains("checkpoint")
  }

  /// All that a piece which is executed depends on, in the order of the program.
  func behind(_ index: Int) -> [Int] {
    dependencies.units(behind: index, isLate: late.contains(index))
  }

  /// These pieces and all without which they could not be compiled, or would give something else.
  func closure(of wanted: Set<Int>, wholly: Set<ProgramUnit.Place>) -> Set<Int> {
    var kept: Set<Int> = []
    var pending = Array(wanted)
    while let index = pending.popLast() {
      guard kept.insert(index).inserted else { continue }
      let unit = units[index]
      if wholly.contains(unit.place) {
        pending += units.indices.filter { units[$0].place == unit.place }
      }
      if !unit.isDeclaration { pending += behind(index) }
      pending += dependencies.units(definingNamesOf: index)
    }
    return kept
  }
}

extension ProgramUnit {
  /// Whether it matters though nobody can name it: an import, the precedence of operators.
  var isNameless: Bool { kind == .declaration && names.declared.isEmpty }
}
