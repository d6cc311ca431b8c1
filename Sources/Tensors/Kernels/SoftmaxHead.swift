/// A head of softmax attention: softmax(q kᵀ / √width) v · output.
struct SoftmaxHead: AttentionHead {
  private let operands: AttentionOperands
  private let queries, keys, values: Matrix
  /// `[rows, keys]`.
  private let weights: Matrix
  /// `[rows, width]`.
  private let mixed: Matrix
  private let scale: Float

  init(_ operands: AttentionOperands) {
    self.operands = operands
    scale = 1 / Float(operands.output.rows).squareRoot()
    queries = operands.projected(operands.query)
    keys = operands.projected(operands.key)
    values = operands.projected(operands.value)
    SoftmaxHead.multiply(queries, by: scale)
    weights = queries * keys.transposed
    Softmax.forward(
      outer: weights.rows, axis: weights.columns, inner: 1, weights.pointer, times: 1,
      into: weights.pointer)
    mixed = weights * values
  }

  func addResult(to y: Matrix) { y.add(mixed, times: operands.output) }

  func addGradients(_ upstream: Matrix, to gradients: AttentionOperands) {
    let dMixed = upstream * operands.output.transposed
    gradients.output.add(mixed.transposed, times: upstream)
    let dWeights = dMixed * values.transposed
    Softmax.backward(
      outer: weights.rows, axis: weights.columns, inner: 1, weights.pointer,
      upstream: dWeights.pointer, into: dWeights.pointer)
    let dQueries = dWeights * keys
    SoftmaxHead.multiply(dQueries, by: scale)
    gradients.add(dQueries, of: \.query, operands)
    gradients.add(dWeights.transposed * queries, of: \.key, operands)
    gradients.add(weights.transposed * dMixed, of: \.value, operands)
  }

  private static func multiply(_ x: Matrix, by scale: Float) {
    map(x.count, x.pointer, into: x.pointer) { $0 * scale }
  }
}
