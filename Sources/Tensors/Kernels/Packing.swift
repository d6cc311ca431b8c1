// Packing lays an operand out as tiles read it: one stretch of memory in order, whatever the strides.

extension BlockedProduct {
  /// All of A, slice after slice of k.
  func packedRows(_ plan: Plan, _ isParallel: Bool) -> Storage {
    let packed = Storage(count: m * k)
    let rows = 4 * tileRows
    forSlices(plan, (m + rows - 1) / rows, if: isParallel && m * k > 1 << 13) {
      steps, chunk in
      let range = chunk * rows..<min(m, (chunk + 1) * rows)
      let start = steps.lowerBound * m + range.lowerBound * steps.count
      packRows(range, steps, into: packed.pointer + start)
    }
    return packed
  }

  /// All of B, slice after slice of k.
  func packedColumns(_ plan: Plan, _ isParallel: Bool) -> Storage {
    let width = whole(0..<n).count
    let packed = Storage(count: width * k)
    forSlices(plan, (n + 127) / 128, if: isParallel && n * k > 1 << 13) { steps, chunk in
      let range = chunk * 128..<min(n, (chunk + 1) * 128)
      let start = steps.lowerBound * width + range.lowerBound * steps.count
      packColumns(range, steps, into: packed.pointer + start)
    }
    return packed
  }

  /// Columns as panels hold them.
  func whole(_ columns: Range<Int>) -> Range<Int> {
    columns.lowerBound..<columns.lowerBound + (columns.count + 15) / 16 * 16
  }

  private func forSlices(
    _ plan: Plan, _ chunks: Int, if isWorthwhile: Bool, _ body: (Range<Int>, Int) -> Void
  ) {
    let slices = (k + plan.slice - 1) / plan.slice
    parallel(chunks: slices * chunks, if: isWorthwhile) { index in
      let (slice, chunk) = index.quotientAndRemainder(dividingBy: chunks)
      body(slice * plan.slice..<min(k, (slice + 1) * plan.slice), chunk)
    }
  }

  /// Columns of B over some steps of k, in panels, each `[steps, 16]`, zeros past the last column.
  func packColumns(
    _ columns: Range<Int>, _ steps: Range<Int>, into target: UnsafeMutablePointer<Float>
  ) {
    let inRows = b.columnStride == 1 ? columns.count / 16 : 0
    // Along B's rows, all panels at once: a row is read in one stretch.
    for step in 0..<steps.count {
      let source = b.from(steps.lowerBound + step, columns.lowerBound).pointer
      for panel in 0..<inRows {
        Lanes(source + panel * 16).store(to: target + (panel * steps.count + step) * 16)
      }
    }
    var column = columns.lowerBound + inRows * 16
    while column < columns.upperBound {
      packPanel(column, steps, into: target + (column - columns.lowerBound) * steps.count)
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

  /// Rows of A over some steps of k. Where a row lies contiguous, rows follow one another. Otherwise
  /// each full tile is `[steps, rows]`; rows that fill no tile again follow one another.
  func packRows(_ rows: Range<Int>, _ steps: Range<Int>, into target: UnsafeMutablePointer<Float>) {
    var row = rows.lowerBound
    var target = target
    while row < rows.upperBound {
      let source = a.from(row, steps.lowerBound).pointer
      let isTile = row + tileRows <= rows.upperBound
      if a.columnStride == 1 {
        target.update(from: source, count: steps.count)
      } else if isTile {
        packTile(source, steps.count, into: target)
      } else {
        for step in 0..<steps.count { target[step] = source[step * a.columnStride] }
      }
      let packed = a.columnStride != 1 && isTile ? tileRows : 1
      row += packed
      target += packed * steps.count
    }
  }

  private func packTile(
    _ source: UnsafePointer<Float>, _ steps: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let rows = tileRows
    if a.rowStride != 1 {
      for step in 0..<steps {
        for row in 0..<rows {
          target[step * rows + row] = source[step * a.columnStride + row * a.rowStride]
        }
      }
    } else if rows == 6 {
      for step in 0..<steps {
        let from = UnsafeRawPointer(source + step * a.columnStride)
        let to = UnsafeMutableRawPointer(target + step * 6)
        to.storeBytes(of: from.loadUnaligned(as: SIMD4<Float>.self), as: SIMD4<Float>.self)
        to.storeBytes(
          of: from.loadUnaligned(fromByteOffset: 16, as: SIMD2<Float>.self), toByteOffset: 16,
          as: SIMD2<Float>.self)
      }
    } else {
      for step in 0..<steps {
        let from = UnsafeRawPointer(source + step * a.columnStride)
        UnsafeMutableRawPointer(target + step * 8)
          .storeBytes(of: from.loadUnaligned(as: SIMD8<Float>.self), as: SIMD8<Float>.self)
      }
    }
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
