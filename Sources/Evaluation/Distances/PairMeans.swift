import Tensors

/// Traps unless both are matrices with rows of one length, naming the operation.
func requireRows(_ op: StaticString, _ x: Tensor, _ y: Tensor) {
  require(
    x.shape.rank == 2 && y.shape.rank == 2 && x.shape[1] == y.shape[1],
    "\(op): \(x.shape) and \(y.shape): two matrices with rows of one length")
}

/// Traps unless both are matrices with rows of one length, at least two each, naming the operation.
func requireSamples(_ op: StaticString, _ x: Tensor, _ y: Tensor) {
  require(
    x.shape.rank == 2 && y.shape.rank == 2 && x.shape[1] == y.shape[1] && x.shape[0] > 1
      && y.shape[0] > 1,
    "\(op): \(x.shape) and \(y.shape): two matrices with rows of one length, "
      + "at least two of each")
}

/// Ranges of rows for which a matrix with so many columns has at most 64 MB.
func rowBlocks(_ rows: Int, columns: Int) -> [Range<Int>] {
  let length = max(1, 1 << 24 / max(1, columns))
  return stride(from: 0, to: rows, by: length).map { $0..<min(rows, $0 + length) }
}

/// The mean over all pairs of a row of x and a row of y of `value`, which gets the rows' indices and their inner product. Inner
/// products are float32, the sums double precision in a fixed order.
///
/// - Parameter isWithin: leaves out the pairs of a row with itself, where x and y are one set.
@inline(__always)
func meanOverPairs(
  _ x: Tensor, _ y: Tensor, isWithin: Bool, _ value: (Int, Int, Float) -> Double
) -> Double {
  let (rows, columns) = (x.shape[0], y.shape[0])
  let transposed = y.detached.transposed()
  var sums = [Double](repeating: 0, count: rows)
  for block in rowBlocks(rows, columns: columns) {
    let products = matmul(x.detached[block], transposed)
    sums.withUnsafeMutableBufferPointer { sums in
      parallel(chunks: block.count, if: products.count > 8192) { row in
        let (i, line) = (block.lowerBound + row, products.pointer + row * columns)
        let own = isWithin ? i : columns
        var sum = 0.0
        for j in 0..<own { sum += value(i, j, line[j]) }
        for j in own + 1..<max(own + 1, columns) { sum += value(i, j, line[j]) }
        sums[i] = sum
      }
    }
  }
  return sums.reduce(0, +) / Double(rows * (isWithin ? columns - 1 : columns))
}
