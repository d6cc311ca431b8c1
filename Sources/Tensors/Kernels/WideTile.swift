import Platform

extension MicroKernel {
  /// Rows of a tile.
  static let rows = Machine.isNarrow ? 2 : isWide ? 8 : 6

  /// Panels of a tile.
  static let panels = !Machine.isNarrow && isWide ? 2 : 1

  /// True where this CPU holds eight rows by two panels in registers, as AVX-512's thirty-two do. Six rows
  /// by one panel fill AVX2's sixteen, where the wide tile spills and runs three times slower. The source cannot
  /// know the registers the compiler was given, so both tiles race once, for microseconds; bits do not depend on it.
  private static let isWide: Bool = {
    let (a, b, c) = (Matrix(48, 64), Matrix(64, 32), Matrix(48, 32))
    for matrix in [a, b, c] { matrix.pointer.update(repeating: 0, count: matrix.count) }
    let tiles = Tiles(
      rows: 0..<48, columns: 0..<32, a: a.pointer, aRowStride: 64, aStep: 1, steps: 64,
      b: b.pointer, bStep: 32, bPanelStride: 16, c: c, start: .zero)
    func fastest(rows: Int, panels: Int) -> Double {
      (0..<20).map { _ in
        Machine.seconds { tiles.run(tileRows: rows, panels: panels) }
      }.min()!
    }
    return fastest(rows: 8, panels: 2) * 10 < fastest(rows: 6, panels: 1) * 9
  }()

  /// Rows of the next tile: the last two share theirs evenly, since a low tile has too few sums in flight.
  @inline(__always)
  static func height(of rowsLeft: Int, tile: Int) -> Int {
    rowsLeft <= tile ? rowsLeft : rowsLeft < 2 * tile ? (rowsLeft + 1) / 2 : tile
  }
}
