extension Tensor {
  /// The largest of all numbers; NaN if any is NaN.
  public func max() -> Tensor { reshaped([count]).max(axis: 0) }

  /// The smallest of all numbers; NaN if any is NaN.
  public func min() -> Tensor { -(-self).max() }

  /// The maximum over one axis, as `sum`; NaN if any is NaN. Equal maxima share the gradient. Traps on length 0.
  public func max(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    let axis = shape.resolved(axis, for: "max")
    require(shape[unchecked: axis] > 0, "max: the axis \(axis) of \(shape) has no elements")
    let kept = shape.replacing(axis, with: 1)
    let result = Tensor(uninitialized: keeps ? kept : shape.removing(axis))
    Reduction.max(shape.split(at: axis), pointer, into: result.pointer)
    let largest = result.viewed(as: kept)
    return result.recorded("max", self) { upstream in
      let isLargest = self .== largest
      return isLargest
        * (upstream.viewed(as: kept) / isLargest.sum(axis: axis, keepingDimension: true))
    }
  }

  /// The minimum over one axis, as `max`.
  public func min(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    -(-self).max(axis: axis, keepingDimension: keeps)
  }

  /// The position of the largest number along an axis, the first of equals, for each place of the other
  /// axes, row by row. Traps on an axis of length 0.
  public func argmax(axis: Int) -> [Int] {
    let axis = shape.resolved(axis, for: "argmax")
    let (outer, length, inner) = shape.split(at: axis)
    require(length > 0, "argmax: the axis \(axis) of \(shape) has no elements")
    return (0..<outer * inner).map { place in
      let line = pointer + place / inner * length * inner + place % inner
      return (0..<length).max { line[$0 * inner] < line[$1 * inner] }!
    }
  }

  /// The position of the smallest number along an axis, as `argmax`.
  public func argmin(axis: Int) -> [Int] { (-detached).argmax(axis: axis) }
}
