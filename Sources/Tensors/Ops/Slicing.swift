extension Tensor {
  /// Entry `index` of the first axis, which goes away.
  public subscript(index: Int) -> Tensor {
    require(shape.rank > 0, "subscript: a single number has no axis to index")
    require(
      index >= 0 && index < shape[unchecked: 0],
      "subscript: \(index) is out of range: the first axis of \(shape) has \(shape[unchecked: 0])")
    let entry = slice(axis: 0, index..<index + 1)
    return entry.reshaped(to: shape.removing(0))
  }

  /// A range of the first axis: `x[0..<10]`, `x[5...]`.
  public subscript(range: some RangeExpression<Int>) -> Tensor { slice(axis: 0, range) }

  /// A range of any axis.
  public func slice(axis: Int, _ range: some RangeExpression<Int>) -> Tensor {
    let axis = shape.resolved(axis, for: "slice")
    let available = 0..<shape[unchecked: axis]
    return slice(axis: axis, bounds: range.relative(to: available))
  }

  private func slice(axis: Int, bounds: Range<Int>) -> Tensor {
    let length = shape[unchecked: axis]
    require(
      bounds.lowerBound >= 0 && bounds.upperBound <= length,
      "slice: \(bounds) is out of range: axis \(axis) of \(shape) has \(length)")
    let source = shape
    let result = Tensor(uninitialized: shape.replacing(axis, with: bounds.count))
    let (outer, _, inner) = shape.split(at: axis)
    for row in 0..<outer {
      (result.pointer + row * bounds.count * inner).update(
        from: pointer + (row * length + bounds.lowerBound) * inner, count: bounds.count * inner)
    }
    return result.recorded(self) { $0.placed(in: source, axis: axis, at: bounds.lowerBound) }
  }

  /// Zeros in `shape` but for these numbers, from `first` on along the axis.
  private func placed(in shape: Shape, axis: Int, at first: Int) -> Tensor {
    let result = Tensor.zeros(shape)
    let (outer, length, inner) = shape.split(at: axis)
    let width = self.shape[unchecked: axis] * inner
    for row in 0..<outer {
      (result.pointer + (row * length + first) * inner).update(
        from: pointer + row * width, count: width)
    }
    return result
  }
}
