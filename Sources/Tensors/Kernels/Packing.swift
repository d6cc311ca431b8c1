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
      columnPacking.pack(range, steps, into: packed.pointer + start)
    }
    return packed
  }

  var columnPacking: PanelPacking { PanelPacking(b: b) }

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

  /// Rows of A over some steps of k. Where a row lies contiguous, rows follow one another. Otherwise
  /// each full tile is `[steps, rows]`; rows that fill no tile again follow one another.
  func packRows(_ rows: Range<Int>, _ steps: Range<Int>, into target: UnsafeMutablePointer<Float>) {
    var row = rows.lowerBound
    var target = target
    while row < rows.upperBound {
      let source = a.at(row, steps.lowerBound)
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
}
