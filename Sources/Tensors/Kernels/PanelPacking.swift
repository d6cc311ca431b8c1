/// Packs columns of B, of any strides, into panels as tiles read them, each `[steps, 16]`.
struct PanelPacking {
  let b: Matrix

  /// Columns over some steps of k, zeros past the last one; `panelStride` from a panel to the next, where
  /// the steps are only some of a panel's.
  func pack(
    _ columns: Range<Int>, _ steps: Range<Int>, into target: UnsafeMutablePointer<Float>,
    panelStride: Int? = nil
  ) {
    let panelStride = panelStride ?? steps.count * 16
    let inRows = b.columnStride == 1 ? columns.count / 16 : 0
    // Along B's rows, all panels at once: a row is read in one stretch.
    for step in 0..<steps.count {
      let source = b.at(steps.lowerBound + step, columns.lowerBound)
      for panel in 0..<inRows {
        Lanes(source + panel * 16).store(to: target + panel * panelStride + step * 16)
      }
    }
    var column = columns.lowerBound + inRows * 16
    while column < columns.upperBound {
      packPanel(column, steps, into: target + (column - columns.lowerBound) / 16 * panelStride)
      column += 16
    }
  }

  private func packPanel(
    _ column: Int, _ steps: Range<Int>, into target: UnsafeMutablePointer<Float>
  ) {
    let source = b.at(steps.lowerBound, column)
    let columns = min(16, b.columns - column)
    if b.rowStride == 1 {
      forVectorsWithTail(steps.count) { step, count in
        transpose(source + step, columns, into: target + step * 16, count)
      }
      return
    }
    for step in 0..<steps.count {
      let (from, to) = (source + step * b.rowStride, target + step * 16)
      for j in 0..<columns { to[j] = from[j * b.columnStride] }
      for j in columns..<16 { to[j] = 0 }
    }
  }

  /// Transposes `steps` of sixteen steps of up to sixteen columns, rows in memory; zeros past the last column.
  @inline(__always)
  private func transpose(
    _ source: UnsafePointer<Float>, _ columns: Int, into target: UnsafeMutablePointer<Float>,
    _ steps: Int
  ) {
    // Taking all the even places before the odd ones turns the bits of a place by one, so after four turns
    // row and column have changed places.
    @inline(__always) func turn(_ row: (Int) -> Lanes, _ put: (Int, Lanes) -> Void) {
      for i in 0..<8 {
        let (first, second) = (row(2 * i), row(2 * i + 1))
        put(i, Lanes(lowHalf: first.evenHalf, highHalf: second.evenHalf))
        put(i + 8, Lanes(lowHalf: first.oddHalf, highHalf: second.oddHalf))
      }
    }
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 16) { a in
      withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 16) { b in
        turn({ $0 < columns ? Lanes(source + $0 * self.b.columnStride) : Lanes() }) { a[$0] = $1 }
        turn({ a[$0] }) { b[$0] = $1 }
        turn({ b[$0] }) { a[$0] = $1 }
        turn({ a[$0] }) { if $0 < steps { $1.store(to: target + $0 * 16) } }
      }
    }
  }
}
