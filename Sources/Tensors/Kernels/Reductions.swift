/// Reductions over one axis of memory seen as `[outer, axis, inner]`. Their order is fixed: slices of
/// `sliceLength` along the axis, in each sixteen running results, a fixed tree over these, then the
/// slices in order. Threads share out slices or columns and change nothing.
enum Reduction {
  /// Elements of the axis that one running result takes in before it is set aside: short enough that
  /// rounding does not build up over a long axis.
  static let sliceLength = 4096

  /// The sum over the axis into `out`, `[outer, inner]`.
  static func sum(
    outer: Int, axis: Int, inner: Int, _ x: UnsafePointer<Float>,
    into out: UnsafeMutablePointer<Float>
  ) {
    reduce(outer, axis, inner, x, out, identity: 0, { $0 + $1 }, across: { $0.total })
  }

  /// The largest element over the axis into `out`, `[outer, inner]`; NaN if any is NaN.
  static func max(
    outer: Int, axis: Int, inner: Int, _ x: UnsafePointer<Float>,
    into out: UnsafeMutablePointer<Float>
  ) {
    reduce(
      outer, axis, inner, x, out, identity: -.infinity,
      { $0.replacing(with: $1, where: ($1 .> $0) .| ($1 .!= $1)) },
      across: { lanes in
        (1..<16).reduce(lanes[0]) { lanes[$1] > $0 || lanes[$1].isNaN ? lanes[$1] : $0 }
      })
  }

  @inline(__always)
  private static func reduce(
    _ outer: Int, _ axis: Int, _ inner: Int, _ x: UnsafePointer<Float>,
    _ out: UnsafeMutablePointer<Float>, identity: Float,
    _ combine: (Lanes, Lanes) -> Lanes, across: (Lanes) -> Float
  ) {
    let slices = Swift.max(1, (axis + sliceLength - 1) / sliceLength)
    if slices > 1 {
      let partial = Storage(count: outer * slices * inner)
      parallel(chunks: outer * slices) { chunk in
        let (row, slice) = chunk.quotientAndRemainder(dividingBy: slices)
        let first = slice * sliceLength
        reduceSlice(
          Swift.min(sliceLength, axis - first), inner, x + (row * axis + first) * inner,
          partial.pointer + chunk * inner, identity, combine, across)
      }
      reduce(outer, slices, inner, partial.pointer, out, identity, combine, across)
    } else {
      reduce(outer, axis, inner, x, out, identity, combine, across)
    }
  }

  /// Several rows of the outer axis to a thread.
  @inline(__always)
  private static func reduce(
    _ outer: Int, _ axis: Int, _ inner: Int, _ x: UnsafePointer<Float>,
    _ out: UnsafeMutablePointer<Float>, _ identity: Float,
    _ combine: (Lanes, Lanes) -> Lanes, _ across: (Lanes) -> Float
  ) {
    let rows = Swift.max(1, 16_384 / Swift.max(1, axis * inner))
    parallel(chunks: (outer + rows - 1) / rows) { chunk in
      for row in chunk * rows..<Swift.min(outer, (chunk + 1) * rows) {
        reduceSlice(
          axis, inner, x + row * axis * inner, out + row * inner, identity, combine, across)
      }
    }
  }

  /// One slice `[axis, inner]` into `out`, `[inner]`.
  @inline(__always)
  private static func reduceSlice(
    _ axis: Int, _ inner: Int, _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
    _ identity: Float, _ combine: (Lanes, Lanes) -> Lanes, _ across: (Lanes) -> Float
  ) {
    if inner == 1 {
      var running = Lanes(repeating: identity)
      var i = 0
      while i + 16 <= axis {
        running = combine(running, Lanes(x + i))
        i += 16
      }
      if i < axis {
        running = combine(running, Lanes(x + i, first: axis - i, padding: identity))
      }
      out[0] = across(running)
      return
    }
    // Row after row, so that memory is read in order; the running results stay in the nearest cache.
    let whole = inner / 16 * 16
    for i in 0..<whole { out[i] = identity }
    for row in 0..<axis {
      for i in stride(from: 0, to: whole, by: 16) {
        combine(Lanes(out + i), Lanes(x + row * inner + i)).store(to: out + i)
      }
    }
    guard whole < inner else { return }
    var running = Lanes(repeating: identity)
    for row in 0..<axis {
      running = combine(running, Lanes(x + row * inner + whole, first: inner - whole))
    }
    running.store(to: out + whole, first: inner - whole)
  }
}
