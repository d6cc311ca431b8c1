extension Tensor {
  /// The entries of the first axis with these indices, `[indices, …]`: `take` of other libraries. An index may
  /// come repeatedly; its gradients add up. Traps on an index out of range.
  public func rows(_ indices: [Int]) -> Tensor {
    require(shape.rank > 0, "rows: a single number has no rows")
    let available = shape[unchecked: 0]
    for index in indices {
      require(
        index >= 0 && index < available,
        "rows: \(index) is out of range: the first axis of \(shape) has \(available)")
    }
    return remapped("rows", axis: 0, to: indices)
  }

  /// The numbers with these positions along an axis, for each place of the other axes its own (`gather` of
  /// PyTorch): `x.gathered(x.argmax(axis: 1), axis: 1)` is `x.max(axis: 1, keepingDimension: true)`. Gradients
  /// of a number taken repeatedly add up. Traps on an index out of range, or on too few or too many.
  ///
  /// - Parameter indices: row by row in the shape of the result, this one with another length of the axis,
  ///   which their number gives.
  public func gathered(_ indices: [Int], axis: Int = -1) -> Tensor {
    let axis = shape.resolved(axis, for: "gathered")
    let (outer, length, inner) = shape.split(at: axis)
    let places = Swift.max(1, outer * inner)
    require(
      indices.count % places == 0 && (outer * inner > 0 || indices.isEmpty),
      "gathered: \(indices.count) indices for axis \(axis) of \(shape): each of the \(outer * inner) places"
        + " of the other axes needs as many")
    let taken = indices.count / places
    let positions = indices.enumerated().map { position, index in
      require(
        index >= 0 && index < length,
        "gathered: \(index) is out of range: axis \(axis) of \(shape) has \(length)")
      return (position / (taken * inner) * length + index) * inner + position % inner
    }
    return reshaped(to: [count]).remapped("gathered", axis: 0, to: positions)
      .reshaped(to: shape.replacing(axis, with: taken))
  }
}
