/// One matrix product, cut for the caches. Blocks of C run in parallel; each goes through k in slices
/// short enough for a panel of B, sixteen columns, to stay in the first-level cache, and through a
/// slice tile by tile.
struct BlockedProduct {
  var m: Int
  var n: Int
  var k: Int
  var a: MatrixView
  var b: MatrixView
  var c: MatrixView
  var start: Tiles.Start

  /// Below this many multiply-adds, waking another thread costs more than it saves.
  private static let leastParallelWork = 1 << 17

  /// The tile: this CPU's, looked up once.
  var tileRows = MicroKernel.rows
  var tilePanels = MicroKernel.panels

  func run() {
    // Lanes run along a row of C: one too narrow for them is computed as its transpose.
    if n < 16 && m > n { transposed.runAsIs() } else { runAsIs() }
  }

  private func runAsIs() {
    let isParallel = m * n * k >= BlockedProduct.leastParallelWork && canRunInParallel
    let plan = Plan(self, isParallel: isParallel)
    let packedA = plan.packsA ? packedRows(plan, isParallel) : nil
    let packedB = plan.b == .packedOnce ? packedColumns(plan, isParallel) : nil
    parallel(chunks: plan.blocks * plan.groups) { chunk in
      let (block, group) = chunk.quotientAndRemainder(dividingBy: plan.groups)
      let row = block * plan.blockRows
      let column = group * plan.groupColumns
      let rows = row..<min(m, row + plan.blockRows)
      let columns = column..<min(n, column + plan.groupColumns)
      runBlock(rows, columns, plan, packedA, packedB)
    }
  }

  private var transposed: BlockedProduct {
    var product = self
    (product.m, product.n) = (n, m)
    (product.a, product.b, product.c) = (b.transposed, a.transposed, c.transposed)
    if case .columnBias(let bias) = start { product.start = .rowBias(bias) }
    return product
  }

  /// One block of C, slice by slice of k.
  private func runBlock(
    _ rows: Range<Int>, _ columns: Range<Int>, _ plan: Plan, _ packedA: Storage?,
    _ packedB: Storage?
  ) {
    let ownB =
      plan.b == .packedPerBlock
      ? Storage(count: whole(columns).count * min(k, plan.slice)) : nil
    var first = 0
    repeat {
      let steps = first..<min(k, first + plan.slice)
      var slice = Slice(
        rows: rows, steps: steps, a: a.from(rows.lowerBound, first), isInTiles: false,
        b: b.from(first, columns.lowerBound), panelStride: 16)
      if let packedA {
        let packed = packedA.pointer + first * m + rows.lowerBound * steps.count
        slice.a = MatrixView(packed, rowStride: steps.count, columnStride: 1)
        slice.isInTiles = a.columnStride != 1
      }
      if plan.b != .inPlace {
        if let ownB { columnPacking.pack(columns, steps, into: ownB.pointer) }
        slice.b.pointer =
          ownB?.pointer
          ?? packedB!.pointer + first * whole(0..<n).count + columns.lowerBound * steps.count
        slice.b.rowStride = 16
        slice.panelStride = 16 * steps.count
      }
      runSlice(rows, columns, slice)
      first += plan.slice
    } while first < k
  }

  /// The part of A and B that one slice of a block reads, packed or in place.
  private struct Slice {
    var rows: Range<Int>
    var steps: Range<Int>
    var a: MatrixView
    /// Whether full tiles of A are `[steps, rows]`.
    var isInTiles: Bool
    var b: MatrixView
    /// From one panel of B to the next.
    var panelStride: Int
  }

  private func runSlice(_ rows: Range<Int>, _ columns: Range<Int>, _ slice: Slice) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 8) { offsets in
      func run(_ rows: Range<Int>, _ panels: Int, areInTiles: Bool) {
        for i in 0..<8 { offsets[i] = areInTiles ? i : i * slice.a.rowStride }
        let skipped = rows.lowerBound - slice.rows.lowerBound
        Tiles(
          rows: rows, columns: columns, a: slice.a.pointer + skipped * slice.a.rowStride,
          aRows: offsets.baseAddress!, aRowStride: slice.a.rowStride,
          aStep: areInTiles ? tileRows : slice.a.columnStride, steps: slice.steps.count,
          b: slice.b.pointer, bStep: slice.b.rowStride, bPanelStride: slice.panelStride, c: c,
          start: slice.steps.lowerBound == 0 ? start : .product
        ).run(tileRows: tileRows, panels: panels)
      }
      // Rows that fill no tile lie otherwise where A is packed, and where a tile has one panel the lowest take
      // two at a time, to keep as many sums in flight.
      let isSplit = slice.isInTiles || tilePanels == 1
      let full = isSplit ? rows.upperBound - rows.count % tileRows : rows.upperBound
      run(rows.lowerBound..<full, tilePanels, areInTiles: slice.isInTiles)
      let rest = full..<rows.upperBound
      run(rest, 2 * rest.count <= tileRows ? 2 : tilePanels, areInTiles: false)
    }
  }
}
