/// The part of a program that an edit concerns: what must be executed again for the page to show what all of
/// the program gives.
public struct Slice: Sendable {
  /// The program, of which no more than this part is compiled and executed.
  public let program: Program
  /// The cells that may give something else than before.
  public let cells: Set<Int>
  /// The checkpoints that are come to.
  public let checkpoints: [ProgramCheckpoint]

  private let inlineValues: Set<Int>
  /// Where in the earlier program the others stand, cells and inline values.
  private let oldCells: [Int: Int]
  private let oldValues: [Int: Int]

  /// Nil where it cannot be told what is concerned, and where everything is.
  ///
  /// - Parameter earlier: the keys of the program whose results are known.
  public init?(of program: Program, since earlier: ResultKeys) {
    guard let parts = ProgramParts(program) else { return nil }
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
    let wanted = parts.units.indices.filter { index in
      let unit = parts.units[index]
      switch unit.place {
      case .cell(let cell) where cells.contains(cell): return true
      case .inlineValue(let value): return inlineValues.contains(value)
      // What is new is compiled, though nothing may need it yet: it may be wrong.
      default: return unit.isNameless || !earlier.pieces.contains(unit.hash)
      }
    }
    let parameters = program.parameterValues.map { ProgramUnit.Place.cell($0.parameter.cell) }
    let kept = parts.closure(of: Set(wanted), wholly: Set(parameters))

    (self.cells, self.inlineValues) = (cells, inlineValues)
    (self.oldCells, self.oldValues) = (oldCells, oldValues)
    let names = Set(kept.flatMap { CheckpointCall.all(in: parts.units[$0]) }.map(\.name))
    checkpoints = program.checkpoints.filter { names.contains($0.name) }
    self.program = program.selecting(Selection(kept, of: parts.units))
  }

  /// For each key the place where it stood before, as long as there is one.
  private static func places(of keys: [String], in earlier: [String]) -> [Int: Int] {
    var left: [String: [Int]] = [:]
    for (index, key) in earlier.enumerated().reversed() { left[key, default: []].append(index) }
    var places: [Int: Int] = [:]
    for (index, key) in keys.enumerated() { places[index] = left[key]?.popLast() }
    return places
  }

  /// Whether anything on the page may be another than before.
  public var changesResults: Bool { !cells.isEmpty || !inlineValues.isEmpty }

  /// Whether all checkpoints that are come to are kept, and nothing is trained.
  public func isKept(in folders: CheckpointFolders?) -> Bool {
    guard let folders else { return checkpoints.isEmpty }
    return checkpoints.allSatisfy {
      CheckpointForecast($0, of: program.chapter, in: folders).willBeReused
    }
  }

  /// What a run of the whole program gives: a run of this part, and for the rest what is known.
  ///
  /// - Parameters:
  ///   - run: the run of this part.
  ///   - record: that of the earlier program.
  /// - Returns: a run with the part's files only; nil where one of them has the name of another.
  public func completed(_ run: Run, with record: Record, _ cost: Cost?) -> Run? {
    var whole = run
    whole.record.cells = run.record.cells.indices.map { index in
      oldCells[index].map { record.cells[$0] } ?? run.record.cells[index]
    }
    whole.record.inlineValues = run.record.inlineValues.indices.map { index in
      oldValues[index].map { record.inlineValues[$0] } ?? run.record.inlineValues[index]
    }
    let seconds = cost?.cellSeconds ?? []
    if let cost { whole.cost = cost }
    whole.cost.cellSeconds = run.cost.cellSeconds.indices.map { index in
      guard let old = oldCells[index] else { return run.cost.cellSeconds[index] }
      return seconds.indices.contains(old) ? seconds[old] : 0
    }
    let own = Set(cells.flatMap { run.record.cells[$0].files }.map(\.name))
    whole.files = run.files.filter { own.contains($0.key) }
    let kept = oldCells.values.flatMap { record.cells[$0].files }.map(\.name)
    return own.isDisjoint(with: kept) ? whole : nil
  }
}

extension Program {
  /// The program with no more of its sources than this.
  fileprivate func selecting(_ selection: Selection) -> Program {
    let main = MainSource(chapter: chapter, values: parameterValues, selection: selection)
    var program = self
    program.sources =
      [main.source()] + used.map { Source(exportsOf: $0, selection: selection) }
    return program
  }
}
