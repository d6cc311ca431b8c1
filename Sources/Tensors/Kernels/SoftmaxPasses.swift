/// Softmax over the middle axis of memory seen as `[outer, axis, inner]`, a few blocks `[axis, inner]` to a
/// thread, which stay in its cache: each number is read from memory once and written once.
enum Softmax {
  /// e^(x − largest) divided by its sum; or, cheaper by a rounding, times `scale` over it. `out` may be `x`.
  static func forward(
    outer: Int, axis: Int, inner: Int, _ x: UnsafePointer<Float>, times scale: Float? = nil,
    into out: UnsafeMutablePointer<Float>
  ) {
    forBlocks(axis == 0 ? 0 : outer, axis * inner) { at in
      if inner == 1 {
        forwardRow(axis, x + at, scale, out + at)
      } else {
        // Compiled for whole strips and for narrow ones, whose calls would cost the registers.
        for i in stride(from: 0, to: inner, by: 16) {
          inner - i < 16
            ? forwardColumns(axis, inner, inner - i, x + at + i, scale, out + at + i)
            : forwardColumns(axis, inner, 16, x + at + i, scale, out + at + i)
        }
      }
    }
  }

  /// y (upstream − Σ upstream · y / scale), with y the forward result. `dx` may be `upstream`.
  static func backward(
    outer: Int, axis: Int, inner: Int, _ y: UnsafePointer<Float>, times scale: Float = 1,
    upstream: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>
  ) {
    forBlocks(axis == 0 ? 0 : outer, axis * inner) { at in
      if inner == 1 {
        backwardRow(axis, y + at, scale, upstream + at, dx + at)
      } else {
        for i in stride(from: 0, to: inner, by: 16) {
          let (y, upstream, dx) = (y + at + i, upstream + at + i, dx + at + i)
          inner - i < 16
            ? backwardColumns(axis, inner, inner - i, y, scale, upstream, dx)
            : backwardColumns(axis, inner, 16, y, scale, upstream, dx)
        }
      }
    }
  }

  private static func forwardRow(
    _ count: Int, _ x: UnsafePointer<Float>, _ scale: Float?, _ out: UnsafeMutablePointer<Float>
  ) {
    var largest = Lanes(repeating: -.infinity)
    var i = 0
    while i < count {
      largest = larger(
        largest, Lanes(x + i, width: min(16, count - i), padding: -.infinity))
      i += 16
    }
    let top = largest.greatest
    var sum = Lanes()
    i = 0
    while i + 16 <= count {
      let y = expOfNegative(Lanes(x + i) - top)
      y.store(to: out + i)
      sum += y
      i += 16
    }
    if i < count {
      let y = expOfNegative(Lanes(x + i, first: count - i, padding: -.infinity) - top)
      y.store(to: out + i, first: count - i)
      sum += y
    }
    let total = sum.total
    let factor = (scale ?? 1) / total
    i = 0
    while i < count {
      let width = min(16, count - i)
      let y = Lanes(out + i, width: width)
      (scale == nil ? y / total : y * factor).store(to: out + i, width: width)
      i += 16
    }
  }

  @_transparent
  private static func forwardColumns(
    _ count: Int, _ step: Int, _ width: Int, _ x: UnsafePointer<Float>, _ scale: Float?,
    _ out: UnsafeMutablePointer<Float>
  ) {
    // Two running maxima, so that one need not wait for the other.
    var (even, odd) = (Lanes(x, width: width), Lanes(x + (count - 1) * step, width: width))
    for i in stride(from: 0, to: count - 1, by: 2) {
      even = larger(even, Lanes(x + i * step, width: width))
      odd = larger(odd, Lanes(x + (i + 1) * step, width: width))
    }
    let largest = larger(even, odd)
    var sum = Lanes()
    for i in 0..<count {
      let y = expOfNegative(Lanes(x + i * step, width: width) - largest)
      y.store(to: out + i * step, width: width)
      sum += y
    }
    let factor = (scale ?? 1) / sum
    for i in 0..<count {
      let y = Lanes(out + i * step, width: width)
      (scale == nil ? y / sum : y * factor).store(to: out + i * step, width: width)
    }
  }

  private static func backwardRow(
    _ count: Int, _ y: UnsafePointer<Float>, _ scale: Float, _ upstream: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    var sum = Lanes()
    var i = 0
    while i < count {
      let width = min(16, count - i)
      sum += Lanes(upstream + i, width: width) * Lanes(y + i, width: width)
      i += 16
    }
    let mean = sum.total / scale
    i = 0
    while i < count {
      let width = min(16, count - i)
      ((Lanes(upstream + i, width: width) - mean) * Lanes(y + i, width: width))
        .store(to: dx + i, width: width)
      i += 16
    }
  }

  @_transparent
  private static func backwardColumns(
    _ count: Int, _ step: Int, _ width: Int, _ y: UnsafePointer<Float>, _ scale: Float,
    _ upstream: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>
  ) {
    var sum = Lanes()
    for i in stride(from: 0, to: count * step, by: step) {
      sum += Lanes(upstream + i, width: width) * Lanes(y + i, width: width)
    }
    let mean = sum / scale
    for i in stride(from: 0, to: count * step, by: step) {
      ((Lanes(upstream + i, width: width) - mean) * Lanes(y + i, width: width))
        .store(to: dx + i, width: width)
    }
  }

  /// The larger of each pair. A NaN may be lost here: the sum of exponentials keeps it.
  @_transparent
  private static func larger(_ x: Lanes, _ y: Lanes) -> Lanes {
    x.replacing(with: y, where: y .> x)
  }

  /// `body(start)` for each block that begins at element `start`.
  private static func forBlocks(_ outer: Int, _ size: Int, _ body: (Int) -> Void) {
    let blocks = max(1, 8192 / max(1, size))
    parallel(chunks: (outer + blocks - 1) / blocks) { chunk in
      for block in chunk * blocks..<min(outer, (chunk + 1) * blocks) { body(block * size) }
    }
  }
}
