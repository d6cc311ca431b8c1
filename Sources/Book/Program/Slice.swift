/// The part of a program that an edit affects, to be executed again so that the page shows the whole program's
/// results.
public struct Slice: Sendable {
  /// The program, reduced to this part.
  public let program: Program
  /// The cells whose outputs may change.
  public let cells: Set<Int>
  /// The checkpoints that the slice reaches.
  public let checkpoints: [ProgramCheckpoint]

  let inlineValues: Set<Int>
  /// The places of the other cells and inline values in the earlier program.
  let oldCells: [Int: Int]
  let oldValues: [Int: Int]

  /// Nil if the affected part is unknown, or is everything.
  ///
  /// - Parameter earlier: the keys of the program whose results are known.
  public init?(of program: Program, since earlier: ResultKeys) {
    guard let parts = TraceableProgram(program) else { return nil }
    let chapter = program.chapter
    let keys = ResultKeys(parts, chapter)
    let (oldCells, oldValues) = (
      Self.places(of: keys.cells, in: earlier.cells),
      Self.places(of: keys.inlineValues, in: earlier.inlineValues)
    )
    let cells = Set(chapter.cells.indices.filter { oldCells[$0] == nil })
    let inlineValues = Set(chapter.inlineValues.indices.filter { oldValues[$0] == nil })
    let isAll = !cells.isEmpty && oldCells.keys.allSatisfy { keys.cells[$0].isEmpty }
    guard !isAll else { return nil }
    let wanted = parts.items.indices.filter { index in
      let item = parts.items[index]
      switch item.place {
      case .cell(let cell) where cells.contains(cell): return true
      case .inlineValue(let value): return inlineValues.contains(value)
      // New code is compiled even if nothing uses it yet: it may be wrong.
      default: return item.isNameless || !earlier.pieces.contains(item.hash)
      }
    }
    let parameters = program.parameterValues.map { TopLevelItem.Place.cell($0.parameter.cell) }
    let kept = parts.closure(of: Set(wanted), wholly: Set(parameters))

    (self.cells, self.inlineValues) = (cells, inlineValues)
    (self.oldCells, self.oldValues) = (oldCells, oldValues)
    let names = Set(kept.flatMap { parts.items[$0].names.checkpoints }.map(\.checkpointName))
    checkpoints = program.checkpoints.filter { names.contains($0.name) }
    self.program = program.selecting(Selection(kept, of: parts.items))
  }

  /// The place of each key in the earlier list, as long as one is left.
  private static func places(of keys: [String], in earlier: [String]) -> [Int: Int] {
    var left: [String: [Int]] = [:]
    for (index, key) in earlier.enumerated().reversed() { left[key, default: []].append(index) }
    var places: [Int: Int] = [:]
    for (index, key) in keys.enumerated() { places[index] = left[key]?.popLast() }
    return places
  }

  /// Tells whether anything on the page may change.
  public var changesResults: Bool { !cells.isEmpty || !inlineValues.isEmpty }
}

extension Program {
  /// The program, reduced to a selection.
  fileprivate func selecting(_ selection: Selection) -> Program {
    let main = MainSource(
      chapter: chapter, values: parameterValues, lateInlineValues: lateInlineValues,
      selection: selection)
    var program = self
    program.sources =
      [main.source()] + used.map { Source(exportsOf: $0, selection: selection) }
    return program
  }
}
