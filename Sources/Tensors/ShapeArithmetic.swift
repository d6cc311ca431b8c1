extension Shape {
  /// The axis counted from the front. Traps unless it is one of this shape's, naming the op.
  @inline(__always)
  func resolved(_ axis: Int, for op: @autoclosure () -> String) -> Int {
    let fromFront = axis < 0 ? axis + rank : axis
    require(
      fromFront >= 0 && fromFront < rank,
      "\(op()): \(self) has no axis \(axis): it has \(rank) axes")
    return fromFront
  }

  /// Memory in this shape seen as `[outer, axis, inner]`.
  func split(at axis: Int) -> (outer: Int, axis: Int, inner: Int) {
    var (outer, inner) = (1, 1)
    for i in 0..<axis { outer *= self[unchecked: i] }
    for i in axis + 1..<max(rank, axis + 1) { inner *= self[unchecked: i] }
    return (outer, self[unchecked: axis], inner)
  }

  func replacing(_ axis: Int, with length: Int) -> Shape {
    var result = self
    require(length <= Int32.max, "shape: an axis of length \(length) is too long")
    result[unchecked: axis] = length
    return result
  }

  func removing(_ axis: Int) -> Shape {
    var result = Shape()
    for i in 0..<rank where i != axis { result.append(self[unchecked: i]) }
    return result
  }

  func inserting(_ length: Int, at axis: Int) -> Shape {
    var result = Shape()
    for i in 0..<axis { result.append(self[unchecked: i]) }
    result.append(length)
    for i in axis..<rank { result.append(self[unchecked: i]) }
    return result
  }

  /// The first `count` axes.
  func prefix(_ count: Int) -> Shape {
    var result = Shape()
    for i in 0..<count { result.append(self[unchecked: i]) }
    return result
  }

  /// The shape of an elementwise result: aligned at the last axis, lengths agree or one of them is 1.
  /// Nil when they do not.
  func broadcast(with other: Shape) -> Shape? {
    var result = rank >= other.rank ? self : other
    let shorter = rank >= other.rank ? other : self
    let offset = result.rank - shorter.rank
    for axis in 0..<shorter.rank {
      let (a, b) = (result[unchecked: axis + offset], shorter[unchecked: axis])
      if a == b || b == 1 { continue }
      guard a == 1 else { return nil }
      result[unchecked: axis + offset] = b
    }
    return result
  }
}
