extension Tensor {
  /// The Euclidean norm of all numbers, the root of the sum of their squares. Its gradient at 0 is 0. Squares
  /// above 3.4e38 are infinite. Other norms are `abs(x).sum()` and `abs(x).max()`.
  public func norm() -> Tensor { reshaped([count]).norm(axis: 0) }

  /// The Euclidean norm over one axis, as `norm()`; the axis goes away unless it is kept with length 1.
  public func norm(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    let axis = shape.resolved(axis, for: "norm")
    return rootOfSquares("norm", square(self).sum(axis: axis, keepingDimension: keeps))
  }

  /// The standard deviation of all numbers, the root of `variance()`: by default PyTorch's `std` divides by one
  /// less than the count, NumPy's by the count, as here. Its gradient where all numbers are equal is 0.
  public func standardDeviation() -> Tensor { reshaped([count]).standardDeviation(axis: 0) }

  /// The standard deviation over one axis, as `norm(axis:)`.
  public func standardDeviation(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    let axis = shape.resolved(axis, for: "standardDeviation")
    return rootOfSquares("standardDeviation", variance(axis: axis, keepingDimension: keeps))
  }

  /// The product of all numbers (`prod` of PyTorch). The gradient is exact at zeros too.
  public func product() -> Tensor { reshaped([count]).product(axis: 0) }

  /// The product over one axis, as `norm(axis:)`: 1 over an axis of length 0.
  public func product(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    let axis = shape.resolved(axis, for: "product")
    let length = shape[unchecked: axis]
    if length == 0 {
      return Tensor.ones(keeps ? shape.replacing(axis, with: 1) : shape.removing(axis))
    }
    let last = cumulativeProduct(self, axis: axis).slice(axis: axis, (length - 1)...)
    return keeps ? last : last.squeezed(at: axis)
  }
}

/// The root of sums of squares. Where these are 0, so are the slopes of the squares, and the root's, infinite
/// there, is left out.
private func rootOfSquares(_ op: StaticString, _ sums: Tensor) -> Tensor {
  let root = elementwise(sums) { $0.squareRoot() }
  return root.recorded(op, sums) {
    elementwise($0, sameShape: root) { (0.5 * $0 / $1).replacing(with: 0, where: $1 .== 0) }
  }
}
