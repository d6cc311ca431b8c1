extension Tensor {
  // NaN wins, as in NumPy and PyTorch, and −0 is less than 0.

  /// The largest of all numbers; NaN if any is NaN. Traps where there is none.
  public func max() -> Tensor { extremum("max", over: nil, Reduction.max) }

  /// The smallest of all numbers; NaN if any is NaN. Traps where there is none.
  public func min() -> Tensor { extremum("min", over: nil, Reduction.min) }

  /// The maximum over one axis, as `sum`; NaN if any is NaN. Equal maxima share the gradient, as in PyTorch's
  /// `amax`; its `max(dim:)` gives all to one of them. Traps on length 0.
  public func max(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    extremum("max", over: axis, keepingDimension: keeps, Reduction.max)
  }

  /// The minimum over one axis, as `max`.
  public func min(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    extremum("min", over: axis, keepingDimension: keeps, Reduction.min)
  }

  /// The position of the largest number along an axis, the first of equals, or the first NaN, for each place of
  /// the other axes, row by row. Traps on an axis of length 0.
  public func argmax(axis: Int) -> [Int] { positions("argmax", axis) { $0 > $1 } }

  /// The position of the smallest number along an axis, as `argmax`.
  public func argmin(axis: Int) -> [Int] { positions("argmin", axis) { $0 < $1 } }

  private func extremum(
    _ op: StaticString, over axis: Int?, keepingDimension keeps: Bool = false,
    _ reduce: (AxisView, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> Tensor {
    let line = Line(op, shape, axis, keeps)
    require(line.view.axis > 0, noElements(op, axis))
    let result = Tensor(uninitialized: line.result)
    reduce(line.view, pointer, result.pointer)
    let winner = result.viewed(as: line.kept)
    return result.recorded(op, self) { upstream in
      // Every NaN is a winner where the winner is NaN.
      let isWinner = elementwise(op, self, winner) {
        Lanes().replacing(with: 1, where: ($0 .== $1) .| ($0 .!= $0))
      }
      let count = Tensor(uninitialized: line.kept)
      Reduction.sum(line.view, isWinner.pointer, into: count.pointer)
      let share = elementwise(upstream.viewed(as: line.kept), sameShape: count) { $0 / $1 }
      return elementwise(op, isWinner, share) { $0 * $1 }
    }
  }

  private func positions(
    _ op: StaticString, _ axis: Int, _ wins: (Float, Float) -> Bool
  ) -> [Int] {
    let (outer, length, inner) = Line(op, shape, axis, false).view
    require(length > 0, noElements(op, axis))
    return (0..<outer * inner).map { place in
      let line = pointer + place / inner * length * inner + place % inner
      var best = 0
      for i in 1..<length {
        let (value, champion) = (line[i * inner], line[best * inner])
        if champion.isNaN { break }
        if wins(value, champion) || value.isNaN { best = i }
      }
      return best
    }
  }

  private func noElements(_ op: StaticString, _ axis: Int?) -> String {
    guard let axis else { return "\(op): \(shape) has no elements" }
    return "\(op): the axis \(axis < 0 ? axis + shape.rank : axis) of \(shape) has no elements"
  }
}
