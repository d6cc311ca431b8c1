/// Lays columns of B out in panels as tiles read them, each `[steps, 16]`, whatever B's strides.
struct PanelPacking {
  var b: MatrixView
  /// Columns of B.
  var n: Int

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
      let source = b.from(steps.lowerBound + step, columns.lowerBound).pointer
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
    let source = b.from(steps.lowerBound, column).pointer
    let columns = min(16, n - column)
    var step = 0
    if b.rowStride == 1 {
      let whole = columns / 4 * 4
      while step + 4 <= steps.count {
        for j in stride(from: 0, to: whole, by: 4) {
          transpose(
            source + j * b.columnStride + step, b.columnStride, into: target + step * 16 + j, 16)
        }
        for i in step..<step + 4 { packStep(i, whole..<columns, source, into: target) }
        step += 4
      }
    }
    while step < steps.count {
      packStep(step, 0..<columns, source, into: target)
      step += 1
    }
  }

  /// One by one the columns of a step of k, zeros after them.
  @inline(__always)
  private func packStep(
    _ step: Int, _ columns: Range<Int>, _ source: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>
  ) {
    for j in columns { target[step * 16 + j] = source[step * b.rowStride + j * b.columnStride] }
    for j in columns.upperBound..<16 { target[step * 16 + j] = 0 }
  }

  /// Transposes four rows of four floats.
  @inline(__always)
  private func transpose(
    _ source: UnsafePointer<Float>, _ sourceStride: Int,
    into target: UnsafeMutablePointer<Float>, _ targetStride: Int
  ) {
    func row(_ i: Int) -> SIMD4<Float> {
      UnsafeRawPointer(source + i * sourceStride).loadUnaligned(as: SIMD4<Float>.self)
    }
    func store(_ i: Int, _ row: SIMD4<Float>) {
      UnsafeMutableRawPointer(target + i * targetStride).storeBytes(of: row, as: SIMD4<Float>.self)
    }
    let top = SIMD8(lowHalf: row(0), highHalf: row(1))
    let bottom = SIMD8(lowHalf: row(2), highHalf: row(3))
    let even = SIMD8(lowHalf: top.evenHalf, highHalf: bottom.evenHalf)
    let odd = SIMD8(lowHalf: top.oddHalf, highHalf: bottom.oddHalf)
    store(0, even.evenHalf)
    store(1, odd.evenHalf)
    store(2, even.oddHalf)
    store(3, odd.oddHalf)
  }
}
