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
    guard bounds.count < length else { return self }
    let source = shape
    let result = Tensor(uninitialized: shape.replacing(axis, with: bounds.count))
    let (outer, _, inner) = shape.split(at: axis)
    copyRows(
      outer, bounds.count * inner, from: pointer + bounds.lowerBound * inner,
      every: length * inner, into: result.pointer, every: bounds.count * inner)
    return result.recorded(self) { $0.placed(in: source, axis: axis, at: bounds.lowerBound) }
  }

  /// Zeros in `shape` but for these numbers, from `first` on along the axis.
  private func placed(in shape: Shape, axis: Int, at first: Int) -> Tensor {
    let result = Tensor(uninitialized: shape)
    let (outer, length, inner) = shape.split(at: axis)
    let (width, before) = (self.shape[unchecked: axis] * inner, first * inner)
    let after = length * inner - before - width
    let zeros = Tensor.zeros([Swift.max(before, after)])
    let (row, target) = (length * inner, result.pointer)
    copyRows(outer, before, from: zeros.pointer, every: 0, into: target, every: row)
    copyRows(outer, width, from: pointer, every: width, into: target + before, every: row)
    copyRows(
      outer, after, from: zeros.pointer, every: 0, into: target + before + width, every: row)
    return result
  }
}
