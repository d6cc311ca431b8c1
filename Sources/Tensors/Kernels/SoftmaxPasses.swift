/// Softmax over the middle axis of memory seen as `[outer, axis, inner]`, one block `[axis, inner]` to a
/// thread, which stays in its cache: each number is read from memory once and written once.
enum Softmax {
  /// e^(x − largest) divided by its sum, times `scale`. `out` may be `x`.
  static func forward(
    outer: Int, axis: Int, inner: Int, _ x: UnsafePointer<Float>, times scale: Float = 1,
    into out: UnsafeMutablePointer<Float>
  ) {
    forBlocks(outer, axis, inner) { at in
      if inner == 1 {
        var largest = Lanes(repeating: -.infinity)
        forStrips(axis) { i, width in
          largest = larger(largest, Lanes(x + at + i, width: width, padding: -.infinity))
        }
        let top = largest.max()
        var sum = Lanes()
        forStrips(axis) { i, width in
          let y = exp(Lanes(x + at + i, width: width, padding: -.infinity) - top)
          y.store(to: out + at + i, width: width)
          sum += y
        }
        let divisor = sum.total
        forStrips(axis) { i, width in
          (Lanes(out + at + i, width: width) / divisor * scale)
            .store(to: out + at + i, width: width)
        }
        return
      }
      forStrips(inner) { column, width in
        let (x, out) = (x + at + column, out + at + column)
        var largest = Lanes(repeating: -.infinity)
        for i in 0..<axis { largest = larger(largest, Lanes(x + i * inner, width: width)) }
        var sum = Lanes()
        for i in 0..<axis {
          let y = exp(Lanes(x + i * inner, width: width) - largest)
          y.store(to: out + i * inner, width: width)
          sum += y
        }
        for i in 0..<axis {
          (Lanes(out + i * inner, width: width) / sum * scale)
            .store(to: out + i * inner, width: width)
        }
      }
    }
  }

  /// y (upstream − Σ upstream · y / scale), with y the forward result. `dx` may be `upstream`.
  static func backward(
    outer: Int, axis: Int, inner: Int, _ y: UnsafePointer<Float>, times scale: Float = 1,
    upstream: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>
  ) {
    forBlocks(outer, axis, inner) { at in
      if inner == 1 {
        var sum = Lanes()
        forStrips(axis) { i, width in
          sum += Lanes(upstream + at + i, width: width) * Lanes(y + at + i, width: width)
        }
        let mean = sum.total / scale
        forStrips(axis) { i, width in
          ((Lanes(upstream + at + i, width: width) - mean) * Lanes(y + at + i, width: width))
            .store(to: dx + at + i, width: width)
        }
        return
      }
      forStrips(inner) { column, width in
        let (y, upstream, dx) = (y + at + column, upstream + at + column, dx + at + column)
        var sum = Lanes()
        for i in stride(from: 0, to: axis * inner, by: inner) {
          sum += Lanes(upstream + i, width: width) * Lanes(y + i, width: width)
        }
        let mean = sum / scale
        for i in stride(from: 0, to: axis * inner, by: inner) {
          ((Lanes(upstream + i, width: width) - mean) * Lanes(y + i, width: width))
            .store(to: dx + i, width: width)
        }
      }
    }
  }

  /// The larger of each pair, NaN if one is.
  @inline(__always)
  private static func larger(_ x: Lanes, _ y: Lanes) -> Lanes {
    x.replacing(with: y, where: (y .> x) .| (y .!= y))
  }

  /// `body(start)` for each block that begins at element `start`.
  @inline(__always)
  private static func forBlocks(_ outer: Int, _ axis: Int, _ inner: Int, _ body: (Int) -> Void) {
    let size = axis * inner
    let blocks = max(1, 8192 / max(1, size))
    parallel(chunks: (outer + blocks - 1) / blocks) { chunk in
      for block in chunk * blocks..<min(outer, (chunk + 1) * blocks) { body(block * size) }
    }
  }
}
