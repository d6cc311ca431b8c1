@testable import Tensors

/// `multiply` of matrices with any strides, in arrays.
func multiply(
  _ m: Int, _ n: Int, _ k: Int,
  _ a: UnsafePointer<Float>, aRowStride: Int, aColumnStride: Int,
  _ b: UnsafePointer<Float>, bRowStride: Int, bColumnStride: Int,
  into c: UnsafeMutablePointer<Float>, cRowStride: Int,
  accumulate: Bool = false, bias: UnsafePointer<Float>? = nil
) {
  multiply(
    strided(a, m, k, aRowStride, aColumnStride), strided(b, k, n, bRowStride, bColumnStride),
    into: Matrix(c, m, n, stride: cRowStride),
    start: accumulate ? .product : bias.map { .columnBias($0) } ?? .zero)
}

func strided(
  _ x: UnsafePointer<Float>, _ rows: Int, _ columns: Int, _ rowStride: Int, _ columnStride: Int
) -> Matrix {
  var matrix = Matrix(x, rows, columns, stride: rowStride)
  matrix.columnStride = columnStride
  return matrix
}
