extension Tensor {
  /// The same numbers in another shape. One length may be −1, given by the others. Traps where counts differ.
  public func reshaped(_ lengths: [Int]) -> Tensor {
    var complete = lengths
    if let open = lengths.firstIndex(of: -1) {
      let known = -lengths.reduce(1, *)
      require(
        known > 0 && count % known == 0,
        "reshaped: the \(count) numbers of \(shape) do not divide into \(lengths)")
      complete[open] = count / known
    }
    return reshaped(to: Shape(complete))
  }

  /// The same numbers, row by row, in another shape. Traps where counts differ.
  public func reshaped(to target: Shape) -> Tensor {
    require(
      target.count == count,
      "reshaped: \(shape) holds \(count) numbers, \(target) would hold \(target.count)")
    let source = shape
    return viewed(as: target).recorded("reshaped", self) { $0.viewed(as: source) }
  }

  /// Inserts an axis of length 1 before the given one; −1 appends it (`unsqueeze` of PyTorch).
  public func expanded(at axis: Int) -> Tensor {
    let position = axis < 0 ? axis + shape.rank + 1 : axis
    require(
      position >= 0 && position <= shape.rank,
      "expanded: \(shape) has no place \(axis) for an axis")
    return recording(as: "expanded") { reshaped(to: shape.inserting(1, at: position)) }
  }

  /// Removes an axis of length 1. Traps on another length.
  public func squeezed(at axis: Int) -> Tensor {
    let axis = shape.resolved(axis, for: "squeezed")
    require(
      shape[unchecked: axis] == 1,
      "squeezed: the axis \(axis) of \(shape) has length \(shape[unchecked: axis]), not 1")
    return recording(as: "squeezed") { reshaped(to: shape.removing(axis)) }
  }

  /// The same storage under another shape of as many numbers, unrecorded.
  func viewed(as shape: Shape) -> Tensor { Tensor(storage: storage, shape: shape) }
}
