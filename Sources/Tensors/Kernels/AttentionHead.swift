/// One head's attention in one image, small enough to stay in the second-level cache. Its initializer computes
/// the intermediate results, for the backward pass again: keeping them would cost more than the arithmetic.
protocol AttentionHead {
  init(_ operands: AttentionOperands)

  /// Adds the head's part of the result, `[rows, channels]`.
  func addResult(to y: Matrix)

  /// Adds the gradients that follow from that of the result, `[rows, channels]`.
  func addGradients(_ upstream: Matrix, to gradients: AttentionOperands)
}

/// The operands of one head in one image, or the sums of their gradients.
struct AttentionOperands {
  /// The projection to queries, keys or values.
  struct Part {
    /// `[channels, width]`.
    let weight: Matrix
    /// Learned keys or values before those of the rows, `[entries, width]`; there are no learned queries.
    let learned: Matrix
  }

  /// `[rows, channels]`.
  let x: Matrix
  let query, key, value: Part
  /// `[width, channels]`.
  let output: Matrix

  /// Queries, keys or values, `[entries + rows, width]`.
  func projected(_ part: Part) -> Matrix {
    let (entries, rows) = (part.learned.rows, x.rows)
    let result = Matrix(entries + rows, part.weight.columns)
    result.pointer.update(from: part.learned.pointer, count: part.learned.count)
    multiply(x, part.weight, into: result.rows(entries..<entries + rows))
    return result
  }

  /// Adds to these gradients those that follow from the gradient of the operands' queries, keys or values.
  func add(
    _ gradient: Matrix, of part: (AttentionOperands) -> Part, _ operands: AttentionOperands
  ) {
    let (sums, operand) = (part(self), part(operands))
    let learned = operand.learned
    let ofRows = gradient.rows(learned.rows..<gradient.rows)
    x.add(ofRows, times: operand.weight.transposed)
    sums.weight.add(operands.x.transposed, times: ofRows)
    for i in 0..<learned.count { sums.learned.pointer[i] += gradient.pointer[i] }
  }
}
