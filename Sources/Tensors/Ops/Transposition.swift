extension Tensor {
  /// Exchanges the last two axes.
  public func transposed() -> Tensor {
    require(shape.rank >= 2, "transposed: \(shape) has no two axes to exchange")
    let last = shape.rank - 1
    return transposed(permutation: Array(0..<last - 1) + [last, last - 1])
  }

  /// Puts the axes in another order: axis i of the result is axis `permutation[i]` of this tensor.
  public func transposed(permutation: [Int]) -> Tensor {
    require(
      permutation.sorted() == Array(0..<shape.rank),
      "transposed: \(permutation) does not name each axis of \(shape) once")
    var inverse = permutation
    for (position, axis) in permutation.enumerated() { inverse[axis] = position }
    return permuted(permutation).recorded(self) { $0.permuted(inverse) }
  }

  /// Walks over the result's rows; a row steps through the source by one stride.
  private func permuted(_ permutation: [Int]) -> Tensor {
    let target = Shape(permutation.map { shape[unchecked: $0] })
    let result = Tensor(uninitialized: target)
    if count == 0 { return result }
    var strides = [Int](repeating: 1, count: shape.rank)
    for axis in (0..<Swift.max(0, shape.rank - 1)).reversed() {
      strides[axis] = strides[axis + 1] * shape[unchecked: axis + 1]
    }
    let steps = permutation.map { strides[$0] }
    let length = target.rank == 0 ? 1 : target[-1]
    let step = steps.last ?? 1
    let rows = count / length
    let rowsInChunk = Swift.max(1, 16_384 / length)
    parallel(chunks: (rows + rowsInChunk - 1) / rowsInChunk) { chunk in
      for row in chunk * rowsInChunk..<Swift.min(rows, (chunk + 1) * rowsInChunk) {
        var (rest, start) = (row, 0)
        for axis in (0..<Swift.max(0, target.rank - 1)).reversed() {
          let position: Int
          (rest, position) = rest.quotientAndRemainder(dividingBy: target[unchecked: axis])
          start += position * steps[axis]
        }
        let (source, out) = (pointer + start, result.pointer + row * length)
        for i in 0..<length { out[i] = source[i * step] }
      }
    }
    return result
  }
}
