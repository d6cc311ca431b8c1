/// The matrix product of `[…, m, k]` and `[…, k, n]`, giving `[…, m, n]`. Axes in front must agree; or
/// the second is one matrix `[k, n]`, used for all of the first.
public func matmul(_ x: Tensor, _ y: Tensor) -> Tensor {
  require(
    x.shape.rank >= 2 && y.shape.rank >= 2,
    "matmul: \(x.shape) × \(y.shape): both must be matrices, with two axes or more")
  require(
    x.shape[-1] == y.shape[-2],
    "matmul: \(x.shape) × \(y.shape): the inner dimensions \(x.shape[-1]) and \(y.shape[-2]) differ"
  )
  if y.shape.rank == 2 {
    let rows: Shape = [x.shape.prefix(x.shape.rank - 1).count, x.shape[-1]]
    let result = product(x.viewed(as: rows), y)
    let shape = x.shape.prefix(x.shape.rank - 1).inserting(y.shape[1], at: x.shape.rank - 1)
    return result.viewed(as: shape).recorded(
      x,
      { upstream in
        product(upstream.viewed(as: result.shape), y, transposeY: true).viewed(as: x.shape)
      },
      y,
      { upstream in
        product(x.viewed(as: rows), upstream.viewed(as: result.shape), transposeX: true)
      })
  }
  require(
    x.shape.rank == y.shape.rank
      && x.shape.prefix(x.shape.rank - 2) == y.shape.prefix(y.shape.rank - 2),
    "matmul: \(x.shape) × \(y.shape): the axes in front of the matrices differ")
  return product(x, y).recorded(
    x, { product($0, y, transposeY: true) },
    y, { product(x, $0, transposeX: true) })
}

/// x · y for each pair of matrices, either one transposed on the way. Unrecorded.
func product(
  _ x: Tensor, _ y: Tensor, transposeX: Bool = false, transposeY: Bool = false,
  bias: Tensor? = nil
) -> Tensor {
  let m = x.shape[transposeX ? -1 : -2]
  let k = x.shape[transposeX ? -2 : -1]
  let n = y.shape[transposeY ? -2 : -1]
  let rank = x.shape.rank
  let shape = x.shape.replacing(rank - 2, with: m).replacing(rank - 1, with: n)
  if k == 0 { return (bias ?? Tensor(0)).spread(to: shape) }
  let result = Tensor(uninitialized: shape)
  if result.count == 0 { return result }
  let start = bias.map { Tiles.Start.columnBias($0.pointer) } ?? .zero
  let matrices = result.count / (m * n)
  // Small products run side by side; large ones one after another, each on all threads.
  parallel(chunks: matrices, if: matrices >= Engine.threads && m * n * k <= 1 << 22) { i in
    let (a, b) = (x.matrix(i), y.matrix(i))
    multiply(
      transposeX ? a.transposed : a, transposeY ? b.transposed : b, into: result.matrix(i),
      start: start)
  }
  return result
}

extension Tensor {
  /// Of the matrices that the last two axes are, the one at `index`.
  fileprivate func matrix(_ index: Int) -> Matrix {
    let (rows, columns) = (shape[-2], shape[-1])
    return Matrix(pointer + index * rows * columns, rows, columns)
  }
}
