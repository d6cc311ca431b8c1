import Tensors

/// The machine's float32 speed limit, measured: fused multiply-adds on registers alone, with enough
/// independent chains in flight to hide the latency of each.
enum Peak {
  /// GFLOPS of `threads` threads together. The wider of two vectors counts: which one fills this CPU's
  /// registers without spilling is not known here.
  static func measured(threads: Int) -> Double {
    let steps = 1_000_000
    let narrow = rate(threads, steps * 12 * 8 * 2) {
      chains(steps, SIMD8<Float>(repeating: $0)).sum()
    }
    let wide = rate(threads, steps * 12 * 16 * 2) {
      chains(steps, SIMD16<Float>(repeating: $0)).sum()
    }
    return max(narrow, wide)
  }

  private static func rate(_ threads: Int, _ flops: Int, _ work: (Float) -> Float) -> Double {
    let sums = UnsafeMutablePointer<Float>.allocate(capacity: threads)
    defer { sums.deallocate() }
    let time = seconds { parallel(chunks: threads) { sums[$0] = work(Float($0) * 1e-9) } }
    return Double(threads * flops) / time * 1e-9
  }

  @inline(never)
  private static func chains(_ steps: Int, _ x: SIMD8<Float>) -> SIMD8<Float> {
    var (c0, c1, c2, c3, c4, c5) = (x, x, x, x, x, x)
    var (c6, c7, c8, c9, c10, c11) = (x, x, x, x, x, x)
    for _ in 0..<steps {
      c0.addProduct(x, x)
      c1.addProduct(x, x)
      c2.addProduct(x, x)
      c3.addProduct(x, x)
      c4.addProduct(x, x)
      c5.addProduct(x, x)
      c6.addProduct(x, x)
      c7.addProduct(x, x)
      c8.addProduct(x, x)
      c9.addProduct(x, x)
      c10.addProduct(x, x)
      c11.addProduct(x, x)
    }
    return c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11
  }

  @inline(never)
  private static func chains(_ steps: Int, _ x: SIMD16<Float>) -> SIMD16<Float> {
    var (c0, c1, c2, c3, c4, c5) = (x, x, x, x, x, x)
    var (c6, c7, c8, c9, c10, c11) = (x, x, x, x, x, x)
    for _ in 0..<steps {
      c0.addProduct(x, x)
      c1.addProduct(x, x)
      c2.addProduct(x, x)
      c3.addProduct(x, x)
      c4.addProduct(x, x)
      c5.addProduct(x, x)
      c6.addProduct(x, x)
      c7.addProduct(x, x)
      c8.addProduct(x, x)
      c9.addProduct(x, x)
      c10.addProduct(x, x)
      c11.addProduct(x, x)
    }
    return c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11
  }
}
