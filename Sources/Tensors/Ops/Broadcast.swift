extension Tensor {
  /// Repeats axes of length 1, and missing ones in front, up to `shape`. Traps where other lengths differ.
  public func broadcast(to shape: Shape) -> Tensor {
    require(
      self.shape.broadcast(with: shape) == shape,
      "broadcast: \(self.shape) does not broadcast to \(shape)")
    let source = self.shape
    return constant(broadcastTo: shape).recorded("broadcast", self) { $0.unbroadcast(to: source) }
  }

  /// The broadcast numbers, unrecorded: in this tensor's own storage where none repeats.
  func constant(broadcastTo shape: Shape) -> Tensor {
    if count == shape.count { return viewed(as: shape) }
    let result = Tensor(uninitialized: shape)
    if result.count > 0 { copy(RowPlan(self.shape, shape, into: shape), into: result) }
    return result
  }

  /// Copies the rows of a plan whose inputs are contiguous too, or one number each.
  func copy(_ plan: RowPlan, into result: Tensor) {
    parallel(rows: plan.rows, of: plan.rowLength) { rows in
      for row in rows {
        let source = pointer + plan.starts(ofRow: row).x
        let target = result.pointer + row * plan.rowLength
        if plan.stepX == 0 {
          target.update(repeating: source.pointee, count: plan.rowLength)
        } else {
          copyRow(plan.rowLength, from: source, into: target)
        }
      }
    }
  }

  /// Sums over the axes along which `shape` is repeated to become this tensor's: broadcasting's pullback.
  func unbroadcast(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    let missing = self.shape.rank - shape.rank
    func isRepeated(_ axis: Int) -> Bool {
      self.shape[unchecked: axis] != 1 && (axis < missing || shape[unchecked: axis - missing] == 1)
    }
    // Neighboring axes are summed in one pass, from the last ones on.
    var (result, axis, inner) = (self, self.shape.rank, 1)
    while axis > 0 {
      var length = 1
      while axis > 0 && isRepeated(axis - 1) {
        axis -= 1
        length *= self.shape[unchecked: axis]
      }
      if length != 1 {
        let outer = self.shape.prefix(axis).count
        let sums = Tensor(uninitialized: [outer, inner])
        Reduction.sum((outer, length, inner), result.pointer, into: sums.pointer)
        result = sums
      }
      if axis > 0 {
        axis -= 1
        inner *= self.shape[unchecked: axis]
      }
    }
    return result.viewed(as: shape)
  }

  /// This value, to which `op` has added `bias` along the last axis.
  func recorded(_ op: StaticString, bias: Tensor?) -> Tensor {
    guard let bias else { return self }
    return recorded(op, bias) { $0.unbroadcast(to: bias.shape) }
  }
}
