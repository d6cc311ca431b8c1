/// The gradient of one number with respect to each parameter it depends on.
public struct Gradients {
  /// In the order in which the parameters were first read, so that sums over them have fixed bits.
  let entries: [(parameter: Parameter, gradient: Tensor)]

  /// The gradient with respect to `parameter`, in its shape. Nil where the value does not depend on it.
  public subscript(parameter: Parameter) -> Tensor? {
    entries.first { $0.parameter === parameter }?.gradient
  }

  /// The norm of all gradients together: the root of the sum of their squares.
  public var norm: Float {
    Float(
      entries.reduce(0.0) {
        $0 + squaredDistance($1.gradient.count, $1.gradient.pointer, to: 0)
      }.squareRoot())
  }

  /// These gradients, all multiplied by the same number where `norm` exceeds `limit`, so that it no longer
  /// does (Pascanu, Mikolov and Bengio 2013).
  public func clipped(toNorm limit: Float) -> Gradients {
    // A little less than the limit, as in PyTorch, so that rounding does not exceed it.
    let factor = limit / (norm + 1e-6)
    guard factor < 1 else { return self }
    return Gradients(entries: entries.map { ($0.parameter, $0.gradient * factor) })
  }
}

/// Runs `body` and returns its value, a single number, with the gradients of all parameters that it read.
///
/// Operations are recorded inside `body` only; everywhere else they cost nothing extra. A
/// `valueWithGradients` inside another is on its own: its results are constants for the outer one, and the
/// outer one's tensors are constants for it. Gradients of gradients are not taken.
///
/// Traps if the result holds more than one number.
public func valueWithGradients<Failure: Error>(
  _ body: () throws(Failure) -> Tensor
) throws(Failure) -> (value: Tensor, gradients: Gradients) {
  let tape = Tape()
  let outer = Tape.current
  defer { Tape.current = outer }
  Tape.current = tape
  let value = try body()
  require(
    value.count == 1,
    "valueWithGradients: the result has the shape \(value.shape); it must be a single number,"
      + " such as a mean or a sum")
  Tape.current = nil
  return (value.detached, withExtendedLifetime(tape) { tape.backward(from: value) })
}
