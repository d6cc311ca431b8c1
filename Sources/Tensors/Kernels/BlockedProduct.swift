/// One matrix product, cut for the caches. Blocks of C run in parallel; each goes through k in slices
/// short enough for a panel of B, sixteen columns, to stay in the first-level cache, and through a
/// slice tile by tile.
struct BlockedProduct {
  var a, b, c: Matrix
  var start: Tiles.Start
  /// The tile: this CPU's, looked up once.
  var tileRows = MicroKernel.rows
  var tilePanels = MicroKernel.panels

  var m: Int { a.rows }
  var n: Int { b.columns }
  var k: Int { a.columns }

  /// Below this many multiply-adds, waking another thread costs more than it saves.
  private static let leastParallelWork = 1 << 17

  func run() {
    // Lanes run along a row of C: one too narrow for them is computed as its transpose.
    if n < 16 && m > n { transposed.runAsIs() } else { runAsIs() }
  }

  private var transposed: BlockedProduct {
    var product = self
    (product.a, product.b, product.c) = (b.transposed, a.transposed, c.transposed)
    if case .columnBias(let bias) = start { product.start = .rowBias(bias) }
    return product
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
      var (sliceA, isInTiles) = (a, false)
      sliceA.pointer = a.at(rows.lowerBound, first)
      if let packedA {
        sliceA.pointer = packedA.pointer + first * m + rows.lowerBound * steps.count
        (sliceA.rowStride, sliceA.columnStride) = (steps.count, 1)
        isInTiles = a.columnStride != 1
      }
      var tiles = Tiles(
        rows: rows, columns: columns, a: sliceA.pointer, aStep: sliceA.columnStride,
        steps: steps.count, b: b.at(first, columns.lowerBound), bStep: b.rowStride,
        bPanelStride: 16, c: c, start: first == 0 ? start : .product)
      if let ownB {
        columnPacking.pack(columns, steps, into: ownB.pointer)
        tiles.b = UnsafePointer(ownB.pointer)
      } else if let packedB {
        tiles.b = UnsafePointer(
          packedB.pointer + first * whole(0..<n).count + columns.lowerBound * steps.count)
      }
      if plan.b != .inPlace { (tiles.bStep, tiles.bPanelStride) = (16, 16 * steps.count) }
      run(tiles, sliceA, areInTiles: isInTiles)
      first += plan.slice
    } while first < k
  }

  /// Goes through a slice: first the rows of A that lie in tiles, `[steps, rows]`, if any do, then the others.
  private func run(_ whole: Tiles, _ a: Matrix, areInTiles: Bool) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 8) { offsets in
      func run(_ rows: Range<Int>, _ panels: Int, areInTiles: Bool) {
        for i in 0..<8 { offsets[i] = areInTiles ? i : i * a.rowStride }
        var tiles = whole
        tiles.rows = rows
        tiles.a = UnsafePointer(a.at(rows.lowerBound - whole.rows.lowerBound, 0))
        (tiles.aRows, tiles.aRowStride) = (UnsafePointer(offsets.baseAddress!), a.rowStride)
        if areInTiles { tiles.aStep = tileRows }
        tiles.run(tileRows: tileRows, panels: panels)
      }
      // Rows that fill no tile lie otherwise where A is packed, and where a tile has one panel the lowest take
      // two at a time, to keep as many sums in flight.
      let rows = whole.rows
      let isSplit = areInTiles || tilePanels == 1
      let full = isSplit ? rows.upperBound - rows.count % tileRows : rows.upperBound
      run(rows.lowerBound..<full, tilePanels, areInTiles: areInTiles)
      let rest = full..<rows.upperBound
      run(rest, 2 * rest.count <= tileRows ? 2 : tilePanels, areInTiles: false)
    }
  }
}
