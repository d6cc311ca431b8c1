/// Softmax over the axis of a view, a few blocks `[axis, inner]` to a thread, which stay in its cache: each
/// number is read from memory once and written once.
enum Softmax {
  /// e^(x − largest) divided by its sum; or, cheaper by a rounding, times `scale` over it. `out` may be `x`.
  static func forward(
    _ view: AxisView, _ x: UnsafePointer<Float>, times scale: Float? = nil,
    into out: UnsafeMutablePointer<Float>
  ) {
    let (outer, axis, inner) = view
    parallel(rows: axis == 0 ? 0 : outer, of: axis * inner) { blocks in
      @_transparent func pass(_ at: Int, _ line: SoftmaxLine) {
        line.forward(x + at, scale, into: out + at)
      }
      for block in blocks { forLines(axis, inner, at: block * axis * inner, pass) }
    }
  }

  /// y (upstream − Σ upstream · y / scale), with y the forward result. `dx` may be `upstream`.
  static func backward(
    _ view: AxisView, _ y: UnsafePointer<Float>, times scale: Float = 1,
    upstream: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>
  ) {
    let (outer, axis, inner) = view
    parallel(rows: axis == 0 ? 0 : outer, of: axis * inner) { blocks in
      @_transparent func pass(_ at: Int, _ line: SoftmaxLine) {
        line.backward(y + at, scale, upstream + at, into: dx + at)
      }
      for block in blocks { forLines(axis, inner, at: block * axis * inner, pass) }
    }
  }

  /// `pass(start, line)` for a block's only row or each sixteen of its columns. Compiled for each, and apart
  /// for tails, whose calls would cost the registers.
  @_transparent
  private static func forLines(
    _ axis: Int, _ inner: Int, at start: Int, _ pass: (Int, SoftmaxLine) -> Void
  ) {
    if inner == 1 {
      let (count, rest) = ((axis + 15) / 16, (axis - 1) % 16 + 1)
      rest == 16
        ? pass(start, SoftmaxLine(count: count, step: 16, isRow: true, rest: 16))
        : pass(start, SoftmaxLine(count: count, step: 16, isRow: true, rest: rest))
      return
    }
    var i = 0
    while i < inner {
      inner - i < 16
        ? pass(start + i, SoftmaxLine(count: axis, step: inner, isRow: false, rest: inner - i))
        : pass(start + i, SoftmaxLine(count: axis, step: inner, isRow: false, rest: 16))
      i += 16
    }
  }
}

/// The vectors under one softmax: a row's, side by side; or columns', below each other, with one in each lane.
private struct SoftmaxLine {
  let count: Int
  /// From one vector's start to the next.
  let step: Int
  let isRow: Bool
  /// Lanes in the last vector of a row, or in each of columns.
  let rest: Int

  @_transparent
  func forward(
    _ x: UnsafePointer<Float>, _ scale: Float?, into out: UnsafeMutablePointer<Float>
  ) {
    // Two running maxima, so that one need not wait for the other.
    var (even, odd) = (Lanes(repeating: -.infinity), Lanes(repeating: -.infinity))
    var i = 0
    while i + 1 < count {
      even = larger(even, vector(i, of: x, padding: -.infinity))
      odd = larger(odd, vector(i + 1, of: x, padding: -.infinity))
      i += 2
    }
    if i < count { even = larger(even, vector(i, of: x, padding: -.infinity)) }
    let both = larger(even, odd)
    let largest = isRow ? Lanes(repeating: both.treeMax) : both
    @_transparent func exponential(_ i: Int) -> Lanes {
      let y = expOfNegative(vector(i, of: x, padding: -.infinity) - largest)
      y.store(to: out + i * step, width: width(i))
      return y
    }
    let total = summed(exponential)
    // One division for a row, where a vector's would take several times as long.
    let factor = isRow ? Lanes(repeating: (scale ?? 1) / total[0]) : (scale ?? 1) / total
    for i in 0..<count {
      let y = vector(i, of: out)
      (scale == nil ? y / total : y * factor).store(to: out + i * step, width: width(i))
    }
  }

  @_transparent
  func backward(
    _ y: UnsafePointer<Float>, _ scale: Float, _ upstream: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>
  ) {
    @_transparent func product(_ i: Int) -> Lanes { vector(i, of: upstream) * vector(i, of: y) }
    let sum = summed(product)
    let mean = isRow ? Lanes(repeating: sum[0] / scale) : sum / scale
    for i in 0..<count {
      ((vector(i, of: upstream) - mean) * vector(i, of: y))
        .store(to: dx + i * step, width: width(i))
    }
  }

  @_transparent
  private func vector(_ i: Int, of x: UnsafePointer<Float>, padding: Float = 0) -> Lanes {
    Lanes(x + i * step, width: width(i), padding: padding)
  }

  /// The sum of a term for each vector, for a row of all lanes too: in floats of a few, of all in doubles, so that
  /// long lines do not err more.
  @_transparent
  private func summed(_ term: (Int) -> Lanes) -> Lanes {
    var (recent, first) = (Lanes(), min(count, 64))
    for i in 0..<first { recent += term(i) }
    if first == count { return isRow ? Lanes(repeating: recent.treeSum) : recent }
    var sums = WideLanes(recent)
    while first < count {
      let end = min(count, first + 64)
      recent = Lanes()
      for i in first..<end { recent += term(i) }
      sums += WideLanes(recent)
      first = end
    }
    return isRow ? Lanes(repeating: Float(sums.treeSum)) : Lanes(sums)
  }

  @_transparent
  private func width(_ i: Int) -> Int { isRow && i < count - 1 ? 16 : rest }

  /// The larger of each pair. A NaN may be lost here: the sum of exponentials keeps it.
  @_transparent
  private func larger(_ x: Lanes, _ y: Lanes) -> Lanes { x.replacing(with: y, where: y .> x) }
}
