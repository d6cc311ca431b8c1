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
    let scale = 1 / Float(operands.output.rows).squareRoot()
    self.scale = scale
    queries = operands.projected(operands.query)
    keys = operands.projected(operands.key)
    values = operands.projected(operands.value)
    map(queries.count, queries.pointer, into: queries.pointer) { $0 * scale }
    weights = queries * keys.transposed
    Softmax.forward(weights.rowView, weights.pointer, times: 1, into: weights.pointer)
    mixed = weights * values
  }

  func addResult(to y: Matrix) { y.add(mixed, times: operands.output) }

  func addGradients(_ upstream: Matrix, to gradients: AttentionOperands) {
    let dMixed = upstream * operands.output.transposed
    gradients.output.add(mixed.transposed, times: upstream)
    let dWeights = dMixed * values.transposed
    Softmax.backward(
      weights.rowView, weights.pointer, upstream: dWeights.pointer, into: dWeights.pointer)
    let dQueries = dWeights * keys
    map(dQueries.count, dQueries.pointer, into: dQueries.pointer) { $0 * scale }
    gradients.add(dQueries, of: { $0.query }, operands)
    gradients.add(dWeights.transposed * queries, of: { $0.key }, operands)
    gradients.add(weights.transposed * dMixed, of: { $0.value }, operands)
  }
}
