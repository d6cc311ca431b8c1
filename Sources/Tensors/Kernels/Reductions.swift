/// Memory seen as `[outer, axis, inner]`: an axis between all axes before it and all after it.
typealias AxisView = (outer: Int, axis: Int, inner: Int)

/// Reductions over the axis of a view. Their order is fixed: slices of `sliceLength` along the axis, in each
/// sixteen running results, a fixed tree over these, then the slices in order. Threads divide slices or
/// columns among them and change nothing.
enum Reduction {
  /// Elements of the axis that one running result accumulates: few, so that rounding does not build up.
  static let sliceLength = 4096

  /// The sum over the axis into `out`, `[outer, inner]`.
  static func sum(
    _ view: AxisView, _ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>
  ) {
    forSlices(view, x, out) { length, x, out in
      @_transparent func add(_ x: Lanes, _ y: Lanes) -> Lanes { x + y }
      @_transparent func total(_ lanes: Lanes) -> Float { lanes.treeSum }
      reduce(length, view.inner, x, into: out, from: 0, add, across: total)
    }
  }

  /// The largest element over the axis into `out`, `[outer, inner]`; NaN if any is NaN.
  static func max(
    _ view: AxisView, _ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>
  ) {
    forSlices(view, x, out) { length, x, out in
      @_transparent func larger(_ x: Lanes, _ y: Lanes) -> Lanes {
        x.replacing(with: y, where: (y .> x) .| (y .!= y))
      }
      @_transparent func largest(_ lanes: Lanes) -> Float {
        (1..<16).reduce(lanes[0]) { lanes[$1] > $0 || lanes[$1].isNaN ? lanes[$1] : $0 }
      }
      reduce(length, view.inner, x, into: out, from: -.infinity, larger, across: largest)
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
