/// The matrix product of `[…, m, k]` and `[…, k, n]`: `[…, m, n]`. The axes in front broadcast as with `+`, so
/// that one matrix may meet many. Traps where the shapes do not fit; a vector is made a matrix by `expanded`.
public func matmul(_ x: Tensor, _ y: Tensor) -> Tensor {
  require(
    x.shape.rank >= 2 && y.shape.rank >= 2,
    "matmul: \(x.shape) × \(y.shape): both must be matrices, with two axes or more")
  require(
    x.shape[-1] == y.shape[-2],
    "matmul: \(x.shape) × \(y.shape): the inner dimensions \(x.shape[-1]) and \(y.shape[-2]) differ"
  )
  if y.shape.rank == 2 { return recording(as: "matmul") { rowProduct(x, y, bias: nil) } }
  let (frontX, frontY) = (x.shape.prefix(x.shape.rank - 2), y.shape.prefix(y.shape.rank - 2))
  if frontX == frontY { return product(x, y) }
  guard let front = frontX.broadcast(with: frontY) else {
    fail("matmul: \(x.shape) × \(y.shape): the axes in front of the matrices do not broadcast")
  }
  func repeated(_ x: Tensor) -> Tensor {
    x.broadcast(to: Shape(front.lengths + [x.shape[-2], x.shape[-1]]))
  }
  return product(repeated(x), repeated(y))
}

/// x · weight + bias in one pass: `[…, inputs]` × `[inputs, outputs]` + `[outputs]`. Traps on other shapes.
public func affine(_ x: Tensor, weight: Tensor, bias: Tensor) -> Tensor {
  require(
    weight.shape.rank == 2 && bias.shape == [weight.shape[1]],
    "affine: a weight of shape \(weight.shape) with a bias of shape \(bias.shape)")
  let inputs = weight.shape[0]
  require(
    x.shape.rank >= 1 && x.shape[-1] == inputs,
    "affine: \(x.shape) × \(weight.shape): the last axis of the input must have \(inputs)")
  return recording(as: "affine") { rowProduct(x, weight, bias: bias) }
}

/// `affine` with or without a bias: all axes of x but the last are rows of one matrix.
func rowProduct(_ x: Tensor, _ weight: Tensor, bias: Tensor?) -> Tensor {
  let last = x.shape.rank - 1
  let rows = x.reshaped(to: [x.shape.prefix(last).count, x.shape[-1]])
  return product(rows, weight, bias: bias).recorded("affine", bias: bias)
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
    k == 0 ? (bias ?? Tensor(0)).constant(broadcastTo: shape) : Tensor(uninitialized: shape)
  let matrices = k == 0 ? 0 : result.count / max(1, m * n)
  let start = bias.map { Tiles.Start.columnBias($0.pointer) } ?? .zero
  /// The matrix at `index` among those that the last two axes make.
  func matrix(_ index: Int, of x: Tensor) -> Matrix {
    Matrix(x.pointer + index * x.shape[-2] * x.shape[-1], x.shape[-2], x.shape[-1])
  }
  // Small products run side by side; large ones one after another, each on all threads.
  parallel(chunks: matrices, if: matrices >= Engine.threads && m * n * k <= 1 << 22) { i in
    let (a, b) = (matrix(i, of: x), matrix(i, of: y))
    multiply(
      transposeX ? a.transposed : a, transposeY ? b.transposed : b, into: matrix(i, of: result),
      start: start)
  }
  return result.recorded(
    "matmul", x,
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
