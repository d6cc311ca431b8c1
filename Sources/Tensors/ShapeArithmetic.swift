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

  /// Memory in this shape seen around an axis.
  func split(at axis: Int) -> AxisView {
    (count(of: 0..<axis), self[unchecked: axis], count(of: axis + 1..<max(rank, axis + 1)))
  }

  /// The product of some axes' lengths.
  func count(of axes: Range<Int>) -> Int {
    var count = 1
    for axis in axes {
      let (product, overflows) = count.multipliedReportingOverflow(by: self[unchecked: axis])
      require(!overflows, "shape: \(self) holds too many numbers")
      count = product
    }
    return count
  }

  func replacing(_ axis: Int, with length: Int) -> Shape {
    Shape((0..<rank).lazy.map { $0 == axis ? length : self[unchecked: $0] })
  }

  func removing(_ axis: Int) -> Shape {
    Shape((0..<rank).lazy.filter { $0 != axis }.map { self[unchecked: $0] })
  }

  func inserting(_ length: Int, at axis: Int) -> Shape {
    Shape((0...rank).lazy.map { $0 == axis ? length : self[unchecked: $0 < axis ? $0 : $0 - 1] })
  }

  /// The first `count` axes.
  func prefix(_ count: Int) -> Shape { Shape((0..<count).lazy.map { self[unchecked: $0] }) }

  /// The shape of an elementwise result; nil unless, aligned at the last axis, lengths agree or one is 1.
  func broadcast(with other: Shape) -> Shape? {
    if rank < other.rank { return other.broadcast(with: self) }
    var result = self
    let offset = rank - other.rank
    for axis in 0..<other.rank {
      let (a, b) = (self[unchecked: axis + offset], other[unchecked: axis])
      if a == b || b == 1 { continue }
      guard a == 1 else { return nil }
      result[unchecked: axis + offset] = b
    }
    return result
  }
}
