extension Tensor {
  /// The sum of all numbers.
  public func sum() -> Tensor { reshaped([count]).sum(axis: 0) }

  /// The mean of all numbers.
  public func mean() -> Tensor { reshaped([count]).mean(axis: 0) }

  /// The sum over one axis, which goes away unless it is kept with length 1.
  public func sum(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    let axis = shape.resolved(axis, for: "sum")
    let (outer, length, inner) = shape.split(at: axis)
    let kept = shape.replacing(axis, with: 1)
    let source = shape
    let result = Tensor(uninitialized: keeps ? kept : shape.removing(axis))
    Reduction.sum(outer: outer, axis: length, inner: inner, pointer, into: result.pointer)
    return result.recorded(self) { $0.viewed(as: kept).spread(to: source) }
  }

  /// The mean over one axis, which goes away unless it is kept with length 1.
  public func mean(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    sum(axis: axis, keepingDimension: keeps) / Float(shape[axis])
  }

  /// The mean squared distance from the mean of all numbers: divided by their count, not by one less.
  public func variance() -> Tensor { reshaped([count]).variance(axis: 0) }

  /// The mean squared distance from the mean over one axis: divided by its length, not by one less.
  public func variance(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    square(self - mean(axis: axis, keepingDimension: true))
      .mean(axis: axis, keepingDimension: keeps)
  }
}
