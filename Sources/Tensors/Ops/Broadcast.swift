extension Tensor {
  /// Repeats axes of length 1, and missing ones in front, up to `shape`. The gradient sums over them.
  public func broadcast(to shape: Shape) -> Tensor {
    require(
      self.shape.broadcast(with: shape) == shape,
      "broadcast: \(self.shape) does not broadcast to \(shape)")
    let source = self.shape
    return spread(to: shape).recorded(self) { $0.summed(to: source) }
  }

  /// The numbers laid out in `shape`, unrecorded.
  func spread(to shape: Shape) -> Tensor {
    if self.shape == shape { return detached }
    if count == shape.count { return Tensor(storage: storage, shape: shape) }
    let result = Tensor(uninitialized: shape)
    if result.count == 0 { return result }
    let plan = BroadcastPlan(self.shape, shape, into: shape)
    let length = plan.rowLength
    forRows(of: plan) { row in
      let source = pointer + plan.starts(ofRow: row).x
      let target = result.pointer + row * length
      if plan.repeatsX {
        let value = source.pointee
        for i in 0..<length { target[i] = value }
      } else {
        for i in 0..<length { target[i] = source[i] }
      }
    }
    return result
  }

  /// Sums over the axes along which `shape` would be repeated to become this tensor's shape: how a
  /// gradient flows back through broadcasting.
  func summed(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    var result = self
    let missing = self.shape.rank - shape.rank
    // Neighbouring axes are summed in one pass, from the last ones on.
    var end = self.shape.rank
    while end > 0 {
      func isRepeated(_ axis: Int) -> Bool {
        self.shape[unchecked: axis] != 1
          && (axis < missing || shape[unchecked: axis - missing] == 1)
      }
      var begin = end
      while begin > 0 && isRepeated(begin - 1) { begin -= 1 }
      if begin < end { result = result.summed(overAxes: begin..<end) }
      end = begin < end ? begin : end - 1
    }
    return Tensor(storage: result.storage, shape: shape)
  }

  /// Sums over neighbouring axes, which stay with length 1.
  private func summed(overAxes axes: Range<Int>) -> Tensor {
    var kept = shape
    var (outer, length, inner) = (1, 1, 1)
    for axis in 0..<shape.rank {
      let size = shape[unchecked: axis]
      if axes.contains(axis) {
        kept[unchecked: axis] = 1
        length *= size
      } else if axis < axes.lowerBound {
        outer *= size
      } else {
        inner *= size
      }
    }
    let result = Tensor(uninitialized: kept)
    Reduction.sum(outer: outer, axis: length, inner: inner, pointer, into: result.pointer)
    return result
  }
}
