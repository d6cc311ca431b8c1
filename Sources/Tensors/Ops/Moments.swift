extension Tensor {
  /// The sum of all numbers.
  public func sum() -> Tensor { reshaped([count]).sum(axis: 0) }

  /// The mean of all numbers.
  public func mean() -> Tensor { reshaped([count]).mean(axis: 0) }

  /// The sum over one axis, −1 being the last, which goes away unless it is kept with length 1.
  public func sum(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    let axis = shape.resolved(axis, for: "sum")
    let (source, kept) = (shape, shape.replacing(axis, with: 1))
    let result = Tensor(uninitialized: keeps ? kept : shape.removing(axis))
    Reduction.sum(shape.split(at: axis), pointer, into: result.pointer)
    return result.recorded("sum", self) { $0.viewed(as: kept).constant(broadcastTo: source) }
  }

  /// The mean over one axis, as `sum`; NaN over an axis of length 0.
  public func mean(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    sum(axis: axis, keepingDimension: keeps) / Float(shape[axis])
  }

  /// The variance of all numbers: squared distances from the mean over the count, not over one less.
  public func variance() -> Tensor { reshaped([count]).variance(axis: 0) }

  /// The variance over one axis, as `sum`: divided by its length, not by one less.
  public func variance(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    square(self - mean(axis: axis, keepingDimension: true))
      .mean(axis: axis, keepingDimension: keeps)
  }
}
