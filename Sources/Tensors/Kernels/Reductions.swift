/// Memory seen as `[outer, axis, inner]`: an axis between all axes before it and all after it.
typealias AxisView = (outer: Int, axis: Int, inner: Int)

/// Reductions over the axis of a view. Their order is fixed: slices of `sliceLength` along the axis, in each
/// sixteen running results, a fixed tree over these, then the slices in order. Threads divide slices or
/// columns among them and change nothing.
enum Reduction {
  /// Elements of the axis that one task of a thread reduces.
  static let sliceLength = 4096
  /// Columns of a task: their sums stay in the nearest cache.
  private static let blockLength = 512

  /// The sum over the axis, divided by `divisor`, into `out`, `[outer, inner]`.
  static func sum(
    _ view: AxisView, _ x: UnsafePointer<Float>, over divisor: Int = 1,
    into out: UnsafeMutablePointer<Float>
  ) {
    let (outer, axis, inner) = view
    let divisor = Double(divisor)
    let slices = Swift.max(1, (axis + sliceLength - 1) / sliceLength)
    let blocks = (inner + blockLength - 1) / blockLength
    let totals = slices > 1 ? Storage(doubles: outer * slices * inner) : nil
    let taskLength = Swift.min(axis, sliceLength) * Swift.min(inner, blockLength)
    parallel(rows: outer * slices * blocks, of: taskLength) { tasks in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: blockLength) { sums in
        let sums = sums.baseAddress!
        for task in tasks {
          let (line, block) = task.quotientAndRemainder(dividingBy: blocks)
          let (row, slice) = line.quotientAndRemainder(dividingBy: slices)
          let (first, column) = (slice * sliceLength, block * blockLength)
          let length = Swift.min(sliceLength, axis - first)
          let width = Swift.min(blockLength, inner - column)
          let x = x + (row * axis + first) * inner + column
          if inner == 1 {
            sums[0] = rowSum(length, x)
          } else {
            sums.update(repeating: 0, count: (width + 15) / 16 * 16)
            addRows(length, width, stride: inner, x, to: sums)
          }
          if let totals {
            (totals.doubles + line * inner + column).update(from: sums, count: width)
          } else {
            let out = out + row * inner + column
            for i in 0..<width { out[i] = Float(sums[i] / divisor) }
          }
        }
      }
    }
    guard let totals else { return }
    parallel(rows: outer * inner, of: slices) { places in
      for place in places {
        let (row, column) = place.quotientAndRemainder(dividingBy: inner)
        let first = totals.doubles + row * slices * inner + column
        var sum = 0.0
        for slice in 0..<slices { sum += first[slice * inner] }
        out[place] = Float(sum / divisor)
      }
    }
  }

  /// The largest element over the axis into `out`, `[outer, inner]`; NaN if any is NaN.
  static func max(
    _ view: AxisView, _ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>
  ) {
    forSlices(view, x, out) { length, x, out in
      reduce(length, view.inner, x, into: out, from: -.infinity, larger)
    }
  }

  /// The smallest element, as `max`.
  static func min(
    _ view: AxisView, _ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>
  ) {
    forSlices(view, x, out) { length, x, out in
      reduce(length, view.inner, x, into: out, from: .infinity, smaller)
    }
  }

  /// `body(length, x, out)` for slices `[length, inner]` of `x`, then for their results.
  private static func forSlices(
    _ view: AxisView, _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
    _ body: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let (outer, axis, inner) = view
    let slices = (axis + sliceLength - 1) / sliceLength
    if slices > 1 {
      let results = Storage(count: outer * slices * inner)
      parallel(chunks: outer * slices) { chunk in
        let (row, slice) = chunk.quotientAndRemainder(dividingBy: slices)
        let first = slice * sliceLength
        body(
          Swift.min(sliceLength, axis - first), x + (row * axis + first) * inner,
          results.pointer + chunk * inner)
      }
      reduceRows((outer, slices, inner), results.pointer, out, body)
    } else {
      reduceRows(view, x, out, body)
    }
  }

  /// `body(length, x, out)` for each of `outer` slices.
  private static func reduceRows(
    _ view: AxisView, _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
    _ body: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let (outer, length, inner) = view
    parallel(rows: outer, of: length * inner) {
      for row in $0 { body(length, x + row * length * inner, out + row * inner) }
    }
  }

  /// One slice `[length, inner]` into `out`, `[inner]`.
  @_transparent
  private static func reduce(
    _ length: Int, _ inner: Int, _ x: UnsafePointer<Float>,
    into out: UnsafeMutablePointer<Float>, from identity: Float,
    _ combine: (Lanes, Lanes) -> Lanes
  ) {
    if inner == 1 {
      var running = Lanes(repeating: identity)
      var i = 0
      while i < length {
        let width = Swift.min(16, length - i)
        running = combine(running, Lanes(x + i, width: width, padding: identity))
        i += 16
      }
      out[0] = running.folded(combine)
      return
    }
    // Row after row, so that memory is read in order; the running results stay in the nearest cache.
    let whole = inner / 16 * 16
    out.update(repeating: identity, count: whole)
    for row in 0..<length {
      for i in stride(from: 0, to: whole, by: 16) {
        combine(Lanes(out + i), Lanes(x + row * inner + i)).store(to: out + i)
      }
    }
    guard whole < inner else { return }
    var running = Lanes(repeating: identity)
    for row in 0..<length {
      running = combine(running, Lanes(x + row * inner + whole, width: inner - whole))
    }
    running.store(to: out + whole, width: inner - whole)
  }
}
