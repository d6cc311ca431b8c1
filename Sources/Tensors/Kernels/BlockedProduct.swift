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
  var start: Start

  /// What the sums begin with.
  enum Start {
    case zero
    /// C itself: the product is added to it.
    case product
    case columnBias(UnsafePointer<Float>)
    case rowBias(UnsafePointer<Float>)
  }

  /// Below this many multiply-adds, waking another thread costs more than it saves.
  private static let leastParallelWork = 1 << 17

  /// The tile: this CPU's, looked up once.
  var tileRows = MicroKernel.rows
  var tilePanels = MicroKernel.panels
  private let zeros = BlockedProduct.sharedZeros

  func run() {
    // Lanes run along a row of C: one too narrow for them is computed as its transpose. So is one of few
    // rows whose B would have to be transposed for them.
    let isNarrow = n < 16 && m > n
    let transposesMuch = m <= 16 && n > m && b.columnStride != 1 && b.rowStride == 1
    if isNarrow || transposesMuch { transposed.runAsIs() } else { runAsIs() }
  }

  private func runAsIs() {
    let isParallel = m * n * k >= BlockedProduct.leastParallelWork
    if k <= ThinProduct.greatestDepth && c.columnStride == 1 {
      ThinProduct(self).run(isParallel: isParallel)
      return
    }
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
        steps: steps, a: a.from(rows.lowerBound, first), isInTiles: false,
        b: b.from(first, columns.lowerBound), panelStride: 16)
      if let packedA {
        let packed = packedA.pointer + first * m + rows.lowerBound * steps.count
        slice.a = MatrixView(packed, rowStride: steps.count, columnStride: 1)
        slice.isInTiles = a.columnStride != 1
      }
      if plan.b != .inPlace {
        if let ownB { packColumns(columns, steps, into: ownB.pointer) }
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
    var steps: Range<Int>
    var a: MatrixView
    /// Whether full tiles of A are `[steps, rows]`.
    var isInTiles: Bool
    var b: MatrixView
    /// From one panel of B to the next.
    var panelStride: Int
  }

  private func runSlice(_ rows: Range<Int>, _ columns: Range<Int>, _ slice: Slice) {
    // Rows that fill no tile take two panels at a time, to keep as many sums in flight.
    let full = rows.lowerBound + rows.count / tileRows * tileRows
    runTiles(rows.lowerBound..<full, columns, tilePanels, slice, slice.a.pointer)
    if full < rows.upperBound {
      let a = slice.a.pointer + (full - rows.lowerBound) * slice.a.rowStride
      runTiles(full..<rows.upperBound, columns, 2, slice, a)
    }
  }

  private func runTiles(
    _ rows: Range<Int>, _ columns: Range<Int>, _ width: Int, _ slice: Slice,
    _ a: UnsafeMutablePointer<Float>
  ) {
    var column = columns.lowerBound
    var b = slice.b.pointer
    while column < columns.upperBound {
      let panels = min(width, (columns.upperBound - column + 15) / 16)
      var row = rows.lowerBound
      while row < rows.upperBound {
        let height = MicroKernel.height(of: rows.upperBound - row, tile: tileRows)
        let tile = MicroKernel.Tile(
          rows: height, panels: panels, isPacked: slice.isInTiles && height == tileRows)
        let target = c.from(row, column).pointer
        run(
          tile, row, column, isFirst: slice.steps.lowerBound == 0,
          MicroKernel.Operands(
            k: slice.steps.count, a: a + (row - rows.lowerBound) * slice.a.rowStride,
            aRowStride: slice.a.rowStride, b: b, bStride: slice.b.rowStride,
            bPanelStride: slice.panelStride, start: target, startStride: c.rowStride, c: target,
            cStride: c.rowStride))
        row += height
      }
      column += panels * 16
      b += panels * slice.panelStride
    }
  }

  /// One tile of a slice.
  @inline(__always)
  private func run(
    _ tile: MicroKernel.Tile, _ row: Int, _ column: Int, isFirst: Bool,
    _ operands: MicroKernel.Operands
  ) {
    var operands = operands
    var isWhole = c.columnStride == 1 && column + tile.panels * 16 <= n
    if isFirst {
      switch start {
      case .product: break
      case .zero:
        operands.start = zeros
        operands.startStride = 0
      case .columnBias(let bias):
        operands.start = bias + column
        operands.startStride = 0
      case .rowBias: isWhole = false
      }
    }
    if isWhole {
      MicroKernel.run(tile, operands)
    } else {
      runAside(tile, row, column, isFirst: isFirst, operands)
    }
  }

  /// Runs a tile that reaches past C's edge, or whose columns are apart, in a buffer of its own.
  @inline(never)
  private func runAside(
    _ tile: MicroKernel.Tile, _ row: Int, _ column: Int, isFirst: Bool,
    _ operands: MicroKernel.Operands
  ) {
    // Eight rows of thirty-two, on the stack.
    let zero = SIMD64<Float>(repeating: 0)
    var buffer = (zero, zero, zero, zero)
    withUnsafeMutableBytes(of: &buffer) { buffer in
      let aside = buffer.baseAddress!.assumingMemoryBound(to: Float.self)
      let columns = column..<min(n, column + tile.panels * 16)
      for i in 0..<tile.rows { begin(row + i, columns, isFirst: isFirst, aside + i * 32) }
      var operands = operands
      operands.start = UnsafePointer(aside)
      operands.startStride = 32
      operands.c = aside
      operands.cStride = 32
      MicroKernel.run(tile, operands)
      for i in 0..<tile.rows {
        let target = c.from(row + i, column).pointer
        for j in 0..<columns.count { target[j * c.columnStride] = aside[i * 32 + j] }
      }
    }
  }

  /// What the sums of one row begin with.
  private func begin(
    _ row: Int, _ columns: Range<Int>, isFirst: Bool, _ target: UnsafeMutablePointer<Float>
  ) {
    switch start {
    case .zero where isFirst: break
    case .columnBias(let bias) where isFirst:
      target.update(from: bias + columns.lowerBound, count: columns.count)
    case .rowBias(let bias) where isFirst:
      target.update(repeating: bias[row], count: columns.count)
    default:
      let source = c.from(row, columns.lowerBound).pointer
      for j in 0..<columns.count { target[j] = source[j * c.columnStride] }
    }
  }

  private static let sharedZeros: UnsafePointer<Float> = {
    let zeros = UnsafeMutablePointer<Float>.allocate(capacity: 32)
    zeros.initialize(repeating: 0, count: 32)
    return UnsafePointer(zeros)
  }()
}
