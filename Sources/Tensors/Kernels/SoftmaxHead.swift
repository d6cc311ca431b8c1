/// One head's softmax attention in one image, small enough to stay in the second-level cache: the backward
/// pass computes it again, because keeping it would cost more than the arithmetic.
struct SoftmaxHead: AttentionHead {
  private let operands: AttentionOperands
  private let queries, keys, values: Storage
  /// `[rows, keys]`.
  private let weights: Storage
  /// `[rows, width]`.
  private let mixed: Storage
  private let scale: Float

  init(_ operands: AttentionOperands) {
    self.operands = operands
    let (n, m, d) = (operands.sizes.rows, operands.sizes.keys, operands.sizes.width)
    scale = 1 / Float(d).squareRoot()
    (queries, keys) = (operands.projected(0), operands.projected(1))
    values = operands.projected(2)
    (weights, mixed) = (Storage(count: n * m), Storage(count: n * d))
    let scale = scale
    map(n * d, queries.pointer, into: queries.pointer) { $0 * scale }
    multiply(n, m, d, queries.pointer, keys.pointer, transposeY: true, into: weights.pointer)
    Softmax.forward(outer: n, axis: m, inner: 1, weights.pointer, times: 1, into: weights.pointer)
    multiply(n, d, m, weights.pointer, values.pointer, into: mixed.pointer)
  }

  func addResult(to y: UnsafeMutablePointer<Float>) {
    let sizes = operands.sizes
    multiply(
      sizes.rows, sizes.channels, sizes.width, mixed.pointer, operands.output, into: y,
      accumulate: true)
  }

  func addGradients(_ upstream: UnsafePointer<Float>, to gradients: AttentionGradients) {
    let sizes = operands.sizes
    let (n, m, c, d) = (sizes.rows, sizes.keys, sizes.channels, sizes.width)
    let (dMixed, dWeights) = (Storage(count: n * d), Storage(count: n * m))
    let (dQueries, dKeys, dValues) = (
      Storage(count: n * d), Storage(count: m * d), Storage(count: m * d)
    )
    multiply(n, d, c, upstream, operands.output, transposeY: true, into: dMixed.pointer)
    multiply(
      d, c, n, mixed.pointer, upstream, transposeX: true, into: gradients.output, accumulate: true)
    multiply(n, m, d, dMixed.pointer, values.pointer, transposeY: true, into: dWeights.pointer)
    Softmax.backward(
      outer: n, axis: m, inner: 1, weights.pointer, upstream: dWeights.pointer,
      into: dWeights.pointer)
    multiply(n, d, m, dWeights.pointer, keys.pointer, into: dQueries.pointer)
    let scale = scale
    map(n * d, dQueries.pointer, into: dQueries.pointer) { $0 * scale }
    multiply(m, d, n, dWeights.pointer, queries.pointer, transposeX: true, into: dKeys.pointer)
    multiply(m, d, n, weights.pointer, dMixed.pointer, transposeX: true, into: dValues.pointer)
    for (part, gradient) in [dQueries, dKeys, dValues].enumerated() {
      gradients.add(gradient, part: part, operands)
    }
  }
}
