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

  private func permuted(_ permutation: [Int]) -> Tensor {
    let walk = PermutedWalk(shape, permutation)
    let result = Tensor(uninitialized: Shape(permutation.map { shape[unchecked: $0] }))
    if count == 0 { return result }
    let rowsInChunk = Swift.max(PermutedWalk.tile, 16_384 / walk.rowLength)
    let rows = count / walk.rowLength
    parallel(chunks: (rows + rowsInChunk - 1) / rowsInChunk) { chunk in
      let end = Swift.min(rows, (chunk + 1) * rowsInChunk)
      if walk.keepsRows {
        return walk.copyWhole(
          rows: chunk * rowsInChunk..<end, from: pointer, into: result.pointer)
      }
      for first in stride(from: chunk * rowsInChunk, to: end, by: PermutedWalk.tile) {
        walk.copy(
          rows: first..<Swift.min(end, first + PermutedWalk.tile), from: pointer,
          into: result.pointer)
      }
    }
    return result
  }
}

/// How a tensor's rows lie in another one whose axes they permute.
private struct PermutedWalk {
  /// Rows and columns that are copied together, so that a cache line which was loaded for one row
  /// serves those after it.
  static let tile = 16

  /// Length of the result's last axis.
  let rowLength: Int
  /// From one element of a row to the next in the source.
  private let step: Int
  /// Lengths and source strides of the axes in front, from the last one on.
  private let outer: [(length: Int, step: Int)]

  init(_ shape: Shape, _ permutation: [Int]) {
    var strides = [Int](repeating: 1, count: shape.rank)
    for axis in stride(from: shape.rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * shape[unchecked: axis + 1]
    }
    let axes = permutation.reversed().map { (length: shape[unchecked: $0], step: strides[$0]) }
    rowLength = axes.first?.length ?? 1
    step = axes.first?.step ?? 1
    outer = Array(axes.dropFirst())
  }

  /// Whether the last axis stays in its place, so that rows are copied whole.
  var keepsRows: Bool { step == 1 }

  /// Copies rows that lie in the source as they do in the result. Where the next axis goes on, so does the
  /// source, step by step.
  func copyWhole(
    rows: Range<Int>, from source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
  ) {
    let (length, step) = outer.first ?? (length: 1, step: 0)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let run = min(length - row % length, rows.upperBound - row)
      var from = source + start(ofRow: row)
      for row in row..<row + run {
        copyRow(rowLength, from: from, into: target + row * rowLength)
        from += step
      }
      row += run
    }
  }

  /// Copies at most `tile` rows.
  func copy(
    rows: Range<Int>, from source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
  ) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: PermutedWalk.tile) { starts in
      for row in rows { starts[row - rows.lowerBound] = start(ofRow: row) }
      for first in stride(from: 0, to: rowLength, by: PermutedWalk.tile) {
        let end = min(rowLength, first + PermutedWalk.tile)
        for row in rows {
          let (from, out) = (source + starts[row - rows.lowerBound], target + row * rowLength)
          for i in first..<end { out[i] = from[i * step] }
        }
      }
    }
  }

  private func start(ofRow row: Int) -> Int {
    var (rest, start) = (row, 0)
    for (length, step) in outer {
      let (quotient, position) = rest.quotientAndRemainder(dividingBy: length)
      start += position * step
      rest = quotient
    }
    return start
  }
}
