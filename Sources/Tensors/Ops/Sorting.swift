extension Tensor {
  /// The numbers of each line along an axis in order, and their positions in this tensor, row by row in the
  /// shape of the values (`sort` and `argsort` of PyTorch). NaN counts as the largest, as in NumPy and PyTorch.
  /// Equal numbers keep their order, in both directions. Gradients go where the numbers came from.
  public func sorted(
    axis: Int = -1, descending: Bool = false
  ) -> (values: Tensor, indices: [Int]) {
    let axis = shape.resolved(axis, for: "sorted")
    return ordered(axis, count: shape[unchecked: axis], descending)
  }

  /// The `count` largest numbers of each line along an axis, the largest first, and their positions, as `sorted`
  /// descending (`topk` of PyTorch, where the order of equal numbers is left open). Traps on a `count` that is
  /// negative or exceeds the axis.
  public func topK(_ count: Int, axis: Int = -1) -> (values: Tensor, indices: [Int]) {
    let axis = shape.resolved(axis, for: "topK")
    require(
      count >= 0 && count <= shape[unchecked: axis],
      "topK: \(count) of the \(shape[unchecked: axis]) numbers along axis \(axis) of \(shape)")
    return ordered(axis, count: count, true)
  }

  private func ordered(
    _ axis: Int, count: Int, _ descending: Bool
  ) -> (values: Tensor, indices: [Int]) {
    let (outer, length, inner) = shape.split(at: axis)
    func isBefore(_ x: Float, _ y: Float) -> Bool {
      descending ? x > y || x.isNaN && !y.isNaN : x < y || y.isNaN && !x.isNaN
    }
    var indices = [Int](repeating: 0, count: outer * count * inner)
    for place in 0..<outer * inner {
      let (row, column) = place.quotientAndRemainder(dividingBy: inner)
      let line = pointer + row * length * inner + column
      let order = (0..<length).sorted { i, j in
        let (x, y) = (line[i * inner], line[j * inner])
        return isBefore(x, y) || !isBefore(y, x) && i < j
      }
      for i in 0..<count { indices[(row * count + i) * inner + column] = order[i] }
    }
    return (gathered(indices, axis: axis), indices)
  }
}
