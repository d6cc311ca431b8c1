/// A tensor that training changes, with respect to which gradients are taken.
///
/// ```swift
/// let w = Parameter(Tensor(0.6))
/// let (loss, gradients) = valueWithGradients { mse(tanh(w.value * x), y) }
/// w.value = w.value - 0.1 * gradients[w]!
/// ```
public final class Parameter {
  private var stored: Tensor
  private var leaf: Node?

  /// A parameter with an initial value.
  public init(_ value: Tensor) { stored = value.detached }

  /// Its present value. Reading it inside `valueWithGradients` makes the result depend on it. Traps when
  /// set to another shape, or between such a reading and the gradients.
  public var value: Tensor {
    get {
      guard let tape = Tape.current else { return stored }
      if leaf?.tape != tape.id { leaf = tape.leaf(of: self) }
      return Tensor(storage: stored.storage, shape: stored.shape, node: leaf)
    }
    set {
      require(
        newValue.shape == stored.shape,
        "Parameter: a value of shape \(newValue.shape) for a parameter of shape \(stored.shape)")
      requireUnread()
      stored = newValue.detached
    }
  }

  /// The shape of every value it has.
  public var shape: Shape { stored.shape }

  /// The numbers, to be changed in place. Tensors that were read earlier keep theirs.
  package func mutablePointer() -> UnsafeMutablePointer<Float> {
    requireUnread()
    return stored.mutablePointer()
  }

  private func requireUnread() {
    require(
      leaf == nil || leaf?.tape != Tape.current?.id,
      "Parameter: changed inside the valueWithGradients that has read it; change it afterwards")
  }
}
