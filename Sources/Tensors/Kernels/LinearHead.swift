/// A head of linear attention.
///
/// Without a softmax between them, products associate: values need never be made. With keys k (after their
/// softmax) and learned keys kₘ and values vₘ, the context kᵀ v is (kᵀ x) Wᵥ + kₘᵀ vₘ, and the head's result,
/// q · context · Wₒ, is q times one small matrix.
struct LinearHead: AttentionHead {
  private let operands: AttentionOperands
  private let queries, keys: Matrix
  /// The two parts of the keys.
  private let learnedKeys, keysOfRows: Matrix
  /// kᵀ x, `[width, channels]`.
  private let keysInputs: Matrix
  /// `[width, width]`.
  private let context: Matrix
  /// context · output, `[width, channels]`.
  private let contextOutput: Matrix
  private let scale: Float

  init(_ operands: AttentionOperands) {
    self.operands = operands
    let entries = operands.key.learned.rows
    scale = 1 / Float(operands.output.rows).squareRoot()
    queries = operands.projected(operands.query)
    keys = operands.projected(operands.key)
    Softmax.forward(queries.rowView, queries.pointer, times: scale, into: queries.pointer)
    Softmax.forward(keys.columnView, keys.pointer, times: 1, into: keys.pointer)
    (learnedKeys, keysOfRows) = (keys.rows(0..<entries), keys.rows(entries..<keys.rows))
    keysInputs = keysOfRows.transposed * operands.x
    context = keysInputs * operands.value.weight
    context.add(learnedKeys.transposed, times: operands.value.learned)
    contextOutput = context * operands.output
  }

  func addResult(to y: Matrix) { y.add(queries, times: contextOutput) }

  func addGradients(_ upstream: Matrix, to gradients: AttentionOperands) {
    let value = operands.value
    let dContextOutput = queries.transposed * upstream
    let dQueries = upstream * contextOutput.transposed
    let dContext = dContextOutput * operands.output.transposed
    gradients.output.add(context.transposed, times: dContextOutput)
    let dKeysInputs = dContext * value.weight.transposed
    gradients.value.weight.add(keysInputs.transposed, times: dContext)
    let dKeys = Matrix(keys.rows, keys.columns)
    multiply(
      operands.x, dKeysInputs.transposed, into: dKeys.rows(learnedKeys.rows..<dKeys.rows))
    gradients.x.add(keysOfRows, times: dKeysInputs)
    multiply(value.learned, dContext.transposed, into: dKeys.rows(0..<learnedKeys.rows))
    gradients.value.learned.add(learnedKeys, times: dContext)
    Softmax.backward(
      queries.rowView, queries.pointer, times: scale, upstream: dQueries.pointer,
      into: dQueries.pointer)
    Softmax.backward(
      keys.columnView, keys.pointer, upstream: dKeys.pointer, into: dKeys.pointer)
    gradients.add(dQueries, of: { $0.query }, operands)
    gradients.add(dKeys, of: { $0.key }, operands)
  }
}
