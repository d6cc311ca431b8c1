/// One matrix product, blocked for the caches. Blocks of C run in parallel; each goes through k in slices short
/// enough for a panel of B, sixteen columns, to stay in the first-level cache, and through a slice by tiles.
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
    if n < 16 && m > n { transposed.runUntransposed() } else { runUntransposed() }
  }

  private var transposed: BlockedProduct {
    var product = self
    (product.a, product.b, product.c) = (b.transposed, a.transposed, c.transposed)
    if case .columnBias(let bias) = start { product.start = .rowBias(bias) }
    return product
  }

  private func runUntransposed() {
    let isParallel = m * n * k >= BlockedProduct.leastParallelWork && canRunInParallel
    let plan = Plan(self, isParallel: isParallel)
    let packedA = plan.packsA ? packed(a.transposed, plan, isParallel) : nil
    let packedB = plan.b == .packedOnce ? packed(b, plan, isParallel) : nil
    parallel(chunks: plan.blocks * plan.groups) { chunk in
      let (block, group) = chunk.quotientAndRemainder(dividingBy: plan.groups)
      let row = block * plan.blockRows
      let column = group * plan.groupColumns
      let rows = row..<min(m, row + plan.blockRows)
      let columns = column..<min(n, column + plan.groupColumns)
      runBlock(rows, columns, plan, packedA, packedB)
    }
  }

  /// All of B, or of A transposed, as panels, slice after slice of k.
  private func packed(_ matrix: Matrix, _ plan: Plan, _ isParallel: Bool) -> Storage {
    let width = whole(matrix.columns)
    let result = Storage(count: width * k)
    let (slices, chunks) = ((k + plan.slice - 1) / plan.slice, (width + 127) / 128)
    parallel(chunks: slices * chunks, if: isParallel && matrix.count > 1 << 13) { index in
      let (slice, chunk) = index.quotientAndRemainder(dividingBy: chunks)
      let steps = slice * plan.slice..<min(k, (slice + 1) * plan.slice)
      let columns = chunk * 128..<min(matrix.columns, (chunk + 1) * 128)
      let start = steps.lowerBound * width + columns.lowerBound * steps.count
      PanelPacking(b: matrix).pack(columns, steps, into: result.pointer + start)
    }
    return result
  }

  /// Columns as panels hold them.
  private func whole(_ columns: Int) -> Int { (columns + 15) / 16 * 16 }

  /// One block of C, slice by slice of k.
  private func runBlock(
    _ rows: Range<Int>, _ columns: Range<Int>, _ plan: Plan, _ packedA: Storage?,
    _ packedB: Storage?
  ) {
    let ownB =
      plan.b == .packedPerBlock
      ? Storage(count: whole(columns.count) * min(k, plan.slice)) : nil
    var first = 0
    repeat {
      let steps = first..<min(k, first + plan.slice)
      var tiles = Tiles(
        rows: rows, columns: columns, a: a.at(rows.lowerBound, first), aRowStride: a.rowStride,
        aStep: a.columnStride, steps: steps.count, b: b.at(first, columns.lowerBound),
        bStep: b.rowStride, bPanelStride: 16, c: c, start: first == 0 ? start : .product)
      if let ownB { PanelPacking(b: b).pack(columns, steps, into: ownB.pointer) }
      if plan.b != .inPlace {
        tiles.b = UnsafePointer(
          ownB?.pointer
            ?? packedB!.pointer + first * whole(n) + columns.lowerBound * steps.count)
        (tiles.bStep, tiles.bPanelStride) = (16, 16 * steps.count)
      }
      if let packedA {
        tiles.a = UnsafePointer(packedA.pointer + first * whole(m))
        tiles.aStep = 16
        // The starts of the rows, sixteen in a panel.
        let offsets = rows.map { $0 / 16 * 16 * steps.count + $0 % 16 }
        offsets.withUnsafeBufferPointer {
          tiles.aRows = $0.baseAddress
          tiles.run(tileRows: tileRows, panels: tilePanels)
        }
      } else {
        tiles.run(tileRows: tileRows, panels: tilePanels)
      }
      first += plan.slice
    } while first < k
  }
}
