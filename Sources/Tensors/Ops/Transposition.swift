extension Tensor {
  /// Exchanges the last two axes. Traps on fewer than two.
  public func transposed() -> Tensor {
    require(shape.rank >= 2, "transposed: \(shape) has no two axes to exchange")
    let last = shape.rank - 1
    return transposed(permutation: Array(0..<last - 1) + [last, last - 1])
  }

  /// Reorders the axes: axis i of the result is `permutation[i]` here. Traps unless each axis is named once.
  public func transposed(permutation: [Int]) -> Tensor {
    require(
      permutation.sorted() == Array(0..<shape.rank),
      "transposed: \(permutation) does not name each axis of \(shape) once")
    var inverse = permutation
    for (position, axis) in permutation.enumerated() { inverse[axis] = position }
    return permuted(permutation).recorded("transposed", self) { $0.permuted(inverse) }
  }

  private func permuted(_ permutation: [Int]) -> Tensor {
    let result = Tensor(uninitialized: Shape(permutation.map { shape[unchecked: $0] }))
    if count == 0 { return result }
    let plan = RowPlan(shape, permutation: permutation)
    if plan.stepX > 1 { gather(plan, into: result) } else { copy(plan, into: result) }
    return result
  }

  /// Gathers the rows of a plan from numbers that lie apart, by tiles of 16 rows and columns, so that the
  /// cache lines loaded for one row serve the rows after it.
  private func gather(_ plan: RowPlan, into result: Tensor) {
    let (length, step) = (plan.rowLength, plan.stepX)
    func gather(_ tile: Range<Int>, _ starts: UnsafeMutableBufferPointer<Int>) {
      for row in tile { starts[row - tile.lowerBound] = plan.starts(ofRow: row).x }
      for first in stride(from: 0, to: length, by: 16) {
        let end = Swift.min(first + 16, length)
        for row in tile {
          let source = pointer + starts[row - tile.lowerBound]
          let target = result.pointer + row * length
          for i in first..<end { target[i] = source[i * step] }
        }
      }
    }
    parallel(rows: plan.rows, of: length, atLeast: 16) { rows in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: 16) { starts in
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: 16) {
          gather(first..<Swift.min(first + 16, rows.upperBound), starts)
        }
      }
    }
  }
}
