extension Tensor {
  /// The entries of the first axis with these indices, `[indices, …]`: `take` of other libraries. An index may
  /// come repeatedly; its gradients add up. Traps on an index out of range.
  public func rows(_ indices: [Int]) -> Tensor {
    require(shape.rank > 0, "rows: a single number has no rows")
    let (source, (_, available, width)) = (shape, shape.split(at: 0))
    let result = Tensor(uninitialized: shape.replacing(0, with: indices.count))
    for (position, index) in indices.enumerated() {
      require(
        index >= 0 && index < available,
        "rows: \(index) is out of range: the first axis of \(shape) has \(available)")
      (result.pointer + position * width).update(from: pointer + index * width, count: width)
    }
    return result.recorded("rows", self) { upstream in
      let (gradient, sums) = (Tensor(uninitialized: source), Storage(doubles: source.count))
      sums.doubles.update(repeating: 0, count: source.count)
      for (position, index) in indices.enumerated() {
        let (row, sum) = (upstream.pointer + position * width, sums.doubles + index * width)
        for i in 0..<width { sum[i] += Double(row[i]) }
      }
      for i in 0..<source.count { gradient.pointer[i] = Float(sums.doubles[i]) }
      return gradient
    }
  }
}
