/// A matrix in memory: element (i, j) lies at `pointer[i * rowStride + j * columnStride]`. A transposed
/// matrix is the same memory with its strides exchanged.
struct MatrixView {
  let pointer: UnsafePointer<Float>
  let rowStride: Int
  let columnStride: Int

  var transposed: MatrixView {
    MatrixView(pointer: pointer, rowStride: columnStride, columnStride: rowStride)
  }
}

/// C = A · B, with A `[m, k]`, B `[k, n]`, C `[m, n]`, any strides on A and B, rows of C contiguous.
///
/// Each element of C is one chain of fused multiply-adds over k in order, begun with `bias[j]`, with C
/// itself when `accumulate`, or else with zero. No blocking, tile or thread count changes its bits.
func multiply(
  _ m: Int, _ n: Int, _ k: Int,
  _ a: UnsafePointer<Float>, aRowStride: Int, aColumnStride: Int,
  _ b: UnsafePointer<Float>, bRowStride: Int, bColumnStride: Int,
  into c: UnsafeMutablePointer<Float>, cRowStride: Int,
  accumulate: Bool = false, bias: UnsafePointer<Float>? = nil
) {
  if m == 0 || n == 0 { return }
  let product = Product(
    m: m, n: n, k: k,
    a: MatrixView(pointer: a, rowStride: aRowStride, columnStride: aColumnStride),
    b: MatrixView(pointer: b, rowStride: bRowStride, columnStride: bColumnStride),
    c: c, cRowStride: cRowStride, accumulate: accumulate, bias: bias)
  product.run()
}

/// One matrix product: B is packed once into panels of sixteen columns, then blocks of rows run in
/// parallel, each over slices of k short enough for a panel to stay in the first-level cache.
private struct Product {
  let m: Int
  let n: Int
  let k: Int
  let a: MatrixView
  let b: MatrixView
  let c: UnsafeMutablePointer<Float>
  let cRowStride: Int
  let accumulate: Bool
  let bias: UnsafePointer<Float>?

  /// Length of a slice of k: 256 × 16 floats of B are 16 KB.
  static let slice = 256

  func run() {
    let panels = (n + 15) / 16
    let packed = Storage(count: panels * k * 16)
    let isSmall = m * n * k < 100_000
    let starts = packStarts(panels)
    if isSmall {
      for panel in 0..<panels { pack(panel, into: packed.pointer) }
      multiply(rows: 0..<m, packed.pointer, starts)
      return
    }
    parallel(chunks: panels) { pack($0, into: packed.pointer) }
    let blockRows = rowsInBlock()
    parallel(chunks: (m + blockRows - 1) / blockRows) { block in
      let first = block * blockRows
      multiply(rows: first..<min(m, first + blockRows), packed.pointer, starts)
    }
  }

  /// Few enough rows that each thread gets several blocks, a multiple of the tile's.
  private func rowsInBlock() -> Int {
    let tiles = (m + 5) / 6
    let blocks = max(4 * Engine.threads, (tiles + 15) / 16)
    return max(1, (tiles + blocks - 1) / blocks) * 6
  }

  /// What each column's sums begin with, padded to whole panels.
  private func packStarts(_ panels: Int) -> Storage {
    let starts = Storage(count: panels * 16)
    for j in 0..<panels * 16 { starts.pointer[j] = 0 }
    if let bias { for j in 0..<n { starts.pointer[j] = bias[j] } }
    return starts
  }

  /// Columns `16 panel ..< 16 panel + 16` of B as `[k, 16]`, zeros past the last column.
  private func pack(_ panel: Int, into packed: UnsafeMutablePointer<Float>) {
    let target = packed + panel * k * 16
    let columns = min(16, n - panel * 16)
    let source = b.pointer + panel * 16 * b.columnStride
    if columns == 16 && b.columnStride == 1 {
      for row in 0..<k { Lanes(source + row * b.rowStride).store(to: target + row * 16) }
    } else {
      for row in 0..<k {
        for j in 0..<columns {
          target[row * 16 + j] = source[row * b.rowStride + j * b.columnStride]
        }
        for j in columns..<16 { target[row * 16 + j] = 0 }
      }
    }
  }

  private func multiply(
    rows: Range<Int>, _ packed: UnsafePointer<Float>, _ starts: Storage
  ) {
    var firstK = 0
    repeat {
      let length = min(Product.slice, k - firstK)
      for panel in 0..<(n + 15) / 16 {
        let b = packed + (panel * k + firstK) * 16
        var row = rows.lowerBound
        while row < rows.upperBound {
          let continues = accumulate || firstK > 0
          tile(
            row, min(6, rows.upperBound - row), panel * 16, firstK, length, b,
            from: continues ? nil : starts.pointer + panel * 16)
          row += 6
        }
      }
      firstK += length
    } while firstK < k
  }

  /// One tile over a slice of k. At C's edges it runs in a full tile aside.
  @inline(__always)
  private func tile(
    _ row: Int, _ rows: Int, _ column: Int, _ firstK: Int, _ length: Int,
    _ b: UnsafePointer<Float>, from begin: UnsafePointer<Float>?
  ) {
    let target = c + row * cRowStride + column
    let first = a.pointer + row * a.rowStride + firstK * a.columnStride
    let columns = min(16, n - column)
    func start(_ i: Int) -> UnsafePointer<Float> { first + (i < rows ? i * a.rowStride : 0) }
    let pointers = (start(0), start(1), start(2), start(3), start(4), start(5))
    if rows == 6 && columns == 16 {
      MicroKernel.sixRows(
        length, pointers, aStride: a.columnStride, b,
        start: begin ?? UnsafePointer(target), startStride: begin == nil ? cRowStride : 0,
        into: target, cStride: cRowStride)
      return
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 96) { buffer in
      let aside = buffer.baseAddress!
      for i in 0..<6 {
        for j in 0..<16 {
          aside[i * 16 + j] =
            begin?[j] ?? (i < rows && j < columns ? target[i * cRowStride + j] : 0)
        }
      }
      MicroKernel.sixRows(
        length, pointers, aStride: a.columnStride, b,
        start: aside, startStride: 16, into: aside, cStride: 16)
      for i in 0..<rows {
        for j in 0..<columns { target[i * cRowStride + j] = aside[i * 16 + j] }
      }
    }
  }
}
