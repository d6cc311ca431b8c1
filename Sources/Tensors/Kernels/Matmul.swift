/// A matrix in memory: element (i, j) lies at `pointer[i * rowStride + j * columnStride]`. A transposed
/// matrix is the same memory with its strides exchanged.
struct MatrixView {
  var pointer: UnsafeMutablePointer<Float>
  var rowStride: Int
  var columnStride: Int

  init(_ pointer: UnsafePointer<Float>, rowStride: Int, columnStride: Int) {
    self.pointer = UnsafeMutablePointer(mutating: pointer)
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  var transposed: MatrixView {
    MatrixView(pointer, rowStride: columnStride, columnStride: rowStride)
  }

  /// The matrix that begins at the given element.
  @inline(__always)
  func from(_ row: Int, _ column: Int) -> MatrixView {
    MatrixView(
      pointer + row * rowStride + column * columnStride, rowStride: rowStride,
      columnStride: columnStride)
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
  let start: Tiles.Start =
    if accumulate { .product } else if let bias { .columnBias(bias) } else { .zero }
  let product = BlockedProduct(
    m: m, n: n, k: k,
    a: MatrixView(a, rowStride: aRowStride, columnStride: aColumnStride),
    b: MatrixView(b, rowStride: bRowStride, columnStride: bColumnStride),
    c: MatrixView(c, rowStride: cRowStride, columnStride: 1), start: start)
  product.run()
}
