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

  func run() {
    // Lanes run along a row of C: one too narrow for them is computed as its transpose.
    if n < 16 && m > n {
      transposed.run()
      return
    }
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
    var start = start
    if case .columnBias(let bias) = self.start { start = .rowBias(bias) }
    return BlockedProduct(
      m: n, n: m, k: k, a: b.transposed, b: a.transposed, c: c.transposed, start: start)
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
    let width = rows.count <= 2 ? 2 : MicroKernel.panels
    var column = columns.lowerBound
    var b = slice.b.pointer
    while column < columns.upperBound {
      let panels = min(width, (columns.upperBound - column + 15) / 16)
      var row = rows.lowerBound
      while row < rows.upperBound {
        let height = MicroKernel.height(rowsLeft: rows.upperBound - row)
        let tile = MicroKernel.Tile(
          rows: height, panels: panels,
          isPacked: slice.isInTiles && height == MicroKernel.rows)
        let target = c.from(row, column).pointer
        run(
          tile, row, column, isFirst: slice.steps.lowerBound == 0,
          MicroKernel.Operands(
            k: slice.steps.count, a: slice.a.pointer + (row - rows.lowerBound) * slice.a.rowStride,
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
        operands.start = BlockedProduct.zeros
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
    let width = min(tile.panels * 16, n - column)
    withUnsafeTemporaryAllocation(byteCount: 8 * 32 * 4, alignment: 64) { buffer in
      let aside = buffer.bindMemory(to: Float.self).baseAddress!
      for i in 0..<tile.rows {
        for j in 0..<tile.panels * 16 {
          aside[i * 32 + j] = j < width ? beginning(row + i, column + j, isFirst: isFirst) : 0
        }
      }
      var operands = operands
      operands.start = UnsafePointer(aside)
      operands.startStride = 32
      operands.c = aside
      operands.cStride = 32
      MicroKernel.run(tile, operands)
      let target = c.from(row, column).pointer
      for i in 0..<tile.rows {
        for j in 0..<width { target[i * c.rowStride + j * c.columnStride] = aside[i * 32 + j] }
      }
    }
  }

  /// What an element's sum over a slice begins with.
  private func beginning(_ i: Int, _ j: Int, isFirst: Bool) -> Float {
    if isFirst {
      switch start {
      case .zero: return 0
      case .product: break
      case .columnBias(let bias): return bias[j]
      case .rowBias(let bias): return bias[i]
      }
    }
    return c.from(i, j).pointer.pointee
  }

  private static let zeros: UnsafePointer<Float> = {
    let zeros = UnsafeMutablePointer<Float>.allocate(capacity: 32)
    zeros.initialize(repeating: 0, count: 32)
    return UnsafePointer(zeros)
  }()
}
