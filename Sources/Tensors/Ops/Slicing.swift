extension Tensor {
  /// Entry `index` of the first axis, which goes away. Traps out of range.
  public subscript(index: Int) -> Tensor {
    require(shape.rank > 0, "subscript: a single number has no axis to index")
    require(
      index >= 0 && index < shape[unchecked: 0],
      "subscript: \(index) is out of range: the first axis of \(shape) has \(shape[unchecked: 0])")
    return recording(as: "subscript") {
      slice(axis: 0, index..<index + 1).reshaped(to: shape.removing(0))
    }
  }

  /// A range of the first axis: `x[0..<10]`, `x[5...]`.
  public subscript(range: some RangeExpression<Int>) -> Tensor { slice("subscript", 0, range) }

  /// A range of any axis, −1 being the last. Traps out of range.
  public func slice(axis: Int, _ range: some RangeExpression<Int>) -> Tensor {
    slice("slice", axis, range)
  }

  private func slice(
    _ op: StaticString, _ axis: Int, _ range: some RangeExpression<Int>
  ) -> Tensor {
    let axis = shape.resolved(axis, for: "\(op)")
    let (outer, length, inner) = shape.split(at: axis)
    let bounds = range.relative(to: 0..<length)
    require(
      bounds.lowerBound >= 0 && bounds.upperBound <= length,
      "\(op): \(bounds) is out of range: axis \(axis) of \(shape) has \(length)")
    guard bounds.count < length else { return self }
    let source = shape
    let result = Tensor(uninitialized: shape.replacing(axis, with: bounds.count))
    let (first, width, row) = (bounds.lowerBound * inner, bounds.count * inner, length * inner)
    copyRows(
      outer, width, from: pointer + first, every: row, into: result.pointer, every: width)
    return result.recorded(op, self) { upstream in
      let gradient = Tensor.zeros(source)
      copyRows(
        outer, width, from: upstream.pointer, every: width, into: gradient.pointer + first,
        every: row)
      return gradient
    }
  }
}
