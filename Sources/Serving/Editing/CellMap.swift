import Book

/// The cell on the shown page that corresponds to each cell of the chapter as it is now: cells before and
/// after an edit correspond to themselves, those in between are counted from the edit's beginning.
struct CellMap: Sendable {
  private var indices: [Int?]

  init(from chapter: Chapter, to shown: Chapter?) {
    let new = chapter.cells.map(\.code)
    let old = shown?.cells.map(\.code) ?? []
    let same = zip(new, old).prefix { $0 == $1 }.count
    let room = min(new.count, old.count) - same
    let end = zip(new.reversed(), old.reversed()).prefix { $0 == $1 }.prefix(room).count
    indices = new.indices.map { index in
      if index < same { return index }
      if index >= new.count - end { return index - new.count + old.count }
      return old.isEmpty ? nil : min(index, max(0, old.count - end - 1))
    }
  }

  /// The shown cell's index.
  subscript(_ cell: Int) -> Int? { indices.indices.contains(cell) ? indices[cell] : nil }
}
