/// One head's attention in one image, small enough to stay in the second-level cache. What both directions need
/// is computed when it is made, in the backward pass again, because keeping it would cost more than the
/// arithmetic.
protocol AttentionHead {
  init(_ operands: AttentionOperands)

  /// Adds the head's part of the result, `[rows, channels]`.
  func addResult(to y: Matrix)

  /// Adds what follows from the gradient of the result, `[rows, channels]`.
  func addGradients(_ upstream: Matrix, to gradients: AttentionOperands)
}

/// What one head reads of an image, or where the gradients of that are added up.
struct AttentionOperands {
  /// What makes the queries, keys or values.
  struct Part {
    /// `[channels, width]`.
    let weight: Matrix
    /// Learned ones that come before those of the rows, `[entries, width]`; no queries.
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

  /// Adds to these gradients what follows from that of the operands' queries, keys or values.
  func add(
    _ gradient: Matrix, of path: KeyPath<AttentionOperands, Part>, _ operands: AttentionOperands
  ) {
    let (part, learned) = (self[keyPath: path], operands[keyPath: path].learned)
    let ofRows = gradient.rows(learned.rows..<gradient.rows)
    x.add(ofRows, times: operands[keyPath: path].weight.transposed)
    part.weight.add(operands.x.transposed, times: ofRows)
    for i in 0..<learned.count { part.learned.pointer[i] += gradient.pointer[i] }
  }
}
