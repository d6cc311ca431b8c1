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
  if y.shape.rank == 2 { return rowProduct(x, y, bias: nil) }
  require(
    x.shape.rank == y.shape.rank
      && x.shape.prefix(x.shape.rank - 2) == y.shape.prefix(y.shape.rank - 2),
    "matmul: \(x.shape) × \(y.shape): the axes in front of the matrices differ")
  return product(x, y)
}

/// x · weight + bias, in one pass: `[…, inputs]` × `[inputs, outputs]` + `[outputs]`.
public func affine(_ x: Tensor, weight: Tensor, bias: Tensor) -> Tensor {
  require(
    weight.shape.rank == 2 && bias.shape == [weight.shape[1]],
    "affine: a weight of shape \(weight.shape) with a bias of shape \(bias.shape)")
  let inputs = weight.shape[0]
  require(
    x.shape.rank >= 1 && x.shape[-1] == inputs,
    "affine: \(x.shape) × \(weight.shape): the last axis of the input must have \(inputs)")
  return rowProduct(x, weight, bias: bias)
}

/// `affine` with or without a bias: all axes of x but the last are rows of one matrix.
func rowProduct(_ x: Tensor, _ weight: Tensor, bias: Tensor?) -> Tensor {
  let last = x.shape.rank - 1
  let rows = x.reshaped(to: [x.shape.prefix(last).count, x.shape[-1]])
  return product(rows, weight, bias: bias).recorded(bias: bias)
    .reshaped(to: x.shape.replacing(last, with: weight.shape[1]))
}

/// x · y for each pair of matrices, either one transposed on the way. Adds a bias, which is not recorded.
func product(
  _ x: Tensor, _ y: Tensor, transposeX: Bool = false, transposeY: Bool = false,
  bias: Tensor? = nil
) -> Tensor {
  let m = x.shape[transposeX ? -1 : -2]
  let k = x.shape[transposeX ? -2 : -1]
  let n = y.shape[transposeY ? -2 : -1]
  let rank = x.shape.rank
  let shape = x.shape.replacing(rank - 2, with: m).replacing(rank - 1, with: n)
  let result =
    k == 0 ? (bias ?? Tensor(0)).spread(to: shape) : Tensor(uninitialized: shape)
  let matrices = k == 0 ? 0 : result.count / max(1, m * n)
  let start = bias.map { Tiles.Start.columnBias($0.pointer) } ?? .zero
  // Small products run side by side; large ones one after another, each on all threads.
  parallel(chunks: matrices, if: matrices >= Engine.threads && m * n * k <= 1 << 22) { i in
    let (a, b) = (x.matrix(i), y.matrix(i))
    multiply(
      transposeX ? a.transposed : a, transposeY ? b.transposed : b, into: result.matrix(i),
      start: start)
  }
  return result.recorded(
    x,
    {
      transposeX
        ? product(y, $0, transposeX: transposeY, transposeY: true)
        : product($0, y, transposeY: !transposeY)
    },
    y,
    {
      transposeY
        ? product($0, x, transposeX: true, transposeY: transposeX)
        : product(x, $0, transposeX: !transposeX)
    })
}

extension Tensor {
  /// Of the matrices that the last two axes are, the one at `index`.
  fileprivate func matrix(_ index: Int) -> Matrix {
    let (rows, columns) = (shape[-2], shape[-1])
    return Matrix(pointer + index * rows * columns, rows, columns)
  }
}
