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
    forSlices(outer, axis, inner, x, out) { length, x, out in
      @_transparent func add(_ x: Lanes, _ y: Lanes) -> Lanes { x + y }
      @_transparent func total(_ lanes: Lanes) -> Float { lanes.total }
      reduce(length, inner, x, into: out, from: 0, add, across: total)
    }
  }

  /// The largest element over the axis into `out`, `[outer, inner]`; NaN if any is NaN.
  static func max(
    outer: Int, axis: Int, inner: Int, _ x: UnsafePointer<Float>,
    into out: UnsafeMutablePointer<Float>
  ) {
    forSlices(outer, axis, inner, x, out) { length, x, out in
      @_transparent func larger(_ x: Lanes, _ y: Lanes) -> Lanes {
        x.replacing(with: y, where: (y .> x) .| (y .!= y))
      }
      @_transparent func largest(_ lanes: Lanes) -> Float {
        (1..<16).reduce(lanes[0]) { lanes[$1] > $0 || lanes[$1].isNaN ? lanes[$1] : $0 }
      }
      reduce(length, inner, x, into: out, from: -.infinity, larger, across: largest)
    }
  }

  /// `body(length, x, out)` for slices `[length, inner]` of `x`, then for their results.
  private static func forSlices(
    _ outer: Int, _ axis: Int, _ inner: Int, _ x: UnsafePointer<Float>,
    _ out: UnsafeMutablePointer<Float>,
    _ body: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
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
      reduceRows(outer, slices, inner, results.pointer, out, body)
    } else {
      reduceRows(outer, axis, inner, x, out, body)
    }
  }

  /// `body(length, x, out)` for each of `outer` slices.
  private static func reduceRows(
    _ outer: Int, _ length: Int, _ inner: Int, _ x: UnsafePointer<Float>,
    _ out: UnsafeMutablePointer<Float>,
    _ body: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    parallel(rows: outer, of: length * inner) {
      for row in $0 { body(length, x + row * length * inner, out + row * inner) }
    }
  }

  /// One slice `[length, inner]` into `out`, `[inner]`.
  @_transparent
  private static func reduce(
    _ length: Int, _ inner: Int, _ x: UnsafePointer<Float>,
    into out: UnsafeMutablePointer<Float>, from identity: Float,
    _ combine: (Lanes, Lanes) -> Lanes, across: (Lanes) -> Float
  ) {
    if inner == 1 {
      var running = Lanes(repeating: identity)
      var i = 0
      while i < length {
        let width = Swift.min(16, length - i)
        running = combine(running, Lanes(x + i, width: width, padding: identity))
        i += 16
      }
      out[0] = across(running)
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
