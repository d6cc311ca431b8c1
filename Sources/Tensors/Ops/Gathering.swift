extension Tensor {
  /// The entries of the first axis with these indices, in their order; an index may come repeatedly.
  /// The gradient adds up what an entry was used for.
  public func rows(_ indices: [Int]) -> Tensor {
    require(shape.rank > 0, "rows: a single number has no rows")
    let available = shape[unchecked: 0]
    for index in indices {
      require(
        index >= 0 && index < available,
        "rows: \(index) is out of range: the first axis of \(shape) has \(available)")
    }
    let source = shape
    let width = shape.split(at: 0).inner
    let result = Tensor(uninitialized: shape.replacing(0, with: indices.count))
    for (position, index) in indices.enumerated() {
      (result.pointer + position * width).update(from: pointer + index * width, count: width)
    }
    return result.recorded(self) { $0.scattered(to: indices, in: source) }
  }

  /// Zeros in `shape`, to which each row of this tensor is added at its index, in order.
  private func scattered(to indices: [Int], in shape: Shape) -> Tensor {
    let result = Tensor.zeros(shape)
    let width = shape.split(at: 0).inner
    for (position, index) in indices.enumerated() {
      let (source, target) = (pointer + position * width, result.pointer + index * width)
      for i in 0..<width { target[i] += source[i] }
    }
    return result
  }
}
