extension Output.Content {
  /// The damage of an output that was read from a record, in a few words; nil if a cell can have shown it.
  package var damage: String? {
    func isOutside(_ range: ClosedRange<Int>, _ numbers: Int...) -> Bool {
      !numbers.allSatisfy(range.contains)
    }
    switch self {
    case .text, .drawing: return nil
    case .table(let table):
      let width = table.columns.count
      return table.rows.first { $0.count != width }.map {
        "a row of \($0.count) cells in a table of \(width) columns"
      }
    case .images(let grid):
      let isImpossible =
        isOutside(0...1 << 24, grid.count, grid.width, grid.height, grid.scale)
        || isOutside(1...1 << 24, grid.columns) || isOutside(0...Int.max, grid.missingValues)
      return isImpossible ? "a grid of impossible sizes" : nil
    case .film(let film):
      let isImpossible =
        isOutside(0...1 << 24, film.width, film.height) || isOutside(1...1 << 24, film.columns)
      return isImpossible ? "a film of impossible sizes" : nil
    }
  }
}
