/// The gradient of one number with respect to each parameter it depends on.
public struct Gradients {
  private let entries: [ObjectIdentifier: (parameter: Parameter, gradient: Tensor)]

  init(_ pairs: [(parameter: Parameter, gradient: Tensor?)]) {
    var entries: [ObjectIdentifier: (parameter: Parameter, gradient: Tensor)] = [:]
    entries.reserveCapacity(pairs.count)
    for (parameter, gradient) in pairs {
      if let gradient { entries[ObjectIdentifier(parameter)] = (parameter, gradient) }
    }
    self.entries = entries
  }

  /// The gradient with respect to `parameter`, in its shape. Nil where the value does not depend on it.
  public subscript(parameter: Parameter) -> Tensor? {
    entries[ObjectIdentifier(parameter)]?.gradient
  }
}

/// Runs `body` and returns its value, a single number, with the gradients with respect to all
/// parameters that it read.
///
/// Operations are recorded inside `body` only; everywhere else they cost nothing extra. A
/// `valueWithGradients` inside another is on its own: what it returns is a constant for the outer one,
/// and the outer one's tensors are constants for it. Gradients of gradients are not taken.
///
/// Traps if the result holds more than one number.
public func valueWithGradients(
  _ body: () throws -> Tensor
) rethrows -> (value: Tensor, gradients: Gradients) {
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
  return (value.detached, withExtendedLifetime(tape) { tape.unwind(from: value) })
}
