/// A head of linear attention.
///
/// Without a softmax between them, products associate: values need never be made. With keys k (softmaxed),
/// learned ones kₘ and vₘ, the context kᵀ v is (kᵀ x) Wᵥ + kₘᵀ vₘ, and what the head gives, q · context · Wₒ,
/// is q times one small matrix.
struct LinearHead: AttentionHead {
  private let operands: AttentionOperands
  private let queries, keys: Matrix
  /// The two parts of the keys.
  private let learnedKeys, keysOfRows: Matrix
  /// kᵀ x, `[width, channels]`.
  private let gathered: Matrix
  /// `[width, width]`.
  private let context: Matrix
  /// context · output, `[width, channels]`.
  private let answer: Matrix
  private let scale: Float

  init(_ operands: AttentionOperands) {
    self.operands = operands
    let (rows, width, entries) = (operands.x.rows, operands.output.rows, operands.key.learned.rows)
    scale = 1 / Float(width).squareRoot()
    queries = operands.projected(operands.query)
    keys = operands.projected(operands.key)
    Softmax.forward(
      outer: rows, axis: width, inner: 1, queries.pointer, times: scale, into: queries.pointer)
    Softmax.forward(
      outer: 1, axis: keys.rows, inner: width, keys.pointer, times: 1, into: keys.pointer)
    (learnedKeys, keysOfRows) = (keys.rows(0..<entries), keys.rows(entries..<keys.rows))
    gathered = keysOfRows.transposed * operands.x
    context = gathered * operands.value.weight
    context.add(learnedKeys.transposed, times: operands.value.learned)
    answer = context * operands.output
  }

  func addResult(to y: Matrix) { y.add(queries, times: answer) }

  func addGradients(_ upstream: Matrix, to gradients: AttentionOperands) {
    let value = operands.value
    let dAnswer = queries.transposed * upstream
    let dQueries = upstream * answer.transposed
    let dContext = dAnswer * operands.output.transposed
    gradients.output.add(context.transposed, times: dAnswer)
    let dGathered = dContext * value.weight.transposed
    gradients.value.weight.add(gathered.transposed, times: dContext)
    let dKeys = Matrix(keys.rows, keys.columns)
    multiply(
      operands.x, dGathered.transposed, into: dKeys.rows(learnedKeys.rows..<dKeys.rows))
    gradients.x.add(keysOfRows, times: dGathered)
    multiply(value.learned, dContext.transposed, into: dKeys.rows(0..<learnedKeys.rows))
    gradients.value.learned.add(learnedKeys, times: dContext)
    Softmax.backward(
      outer: queries.rows, axis: queries.columns, inner: 1, queries.pointer, times: scale,
      upstream: dQueries.pointer, into: dQueries.pointer)
    Softmax.backward(
      outer: 1, axis: keys.rows, inner: keys.columns, keys.pointer, upstream: dKeys.pointer,
      into: dKeys.pointer)
    gradients.add(dQueries, of: \.query, operands)
    gradients.add(dKeys, of: \.key, operands)
  }
}
