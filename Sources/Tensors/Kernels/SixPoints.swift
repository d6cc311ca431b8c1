/// The one-dimensional transforms of minimal filtering F(m, r) with m + r − 1 = 6 (Winograd 1980; Lavin and Gray
/// 2016): m neighboring outputs of a filter with r taps from six products, by Toom and Cook's polynomials at the
/// points 0, ±¾, ±3/2 and infinity.
///
/// These points keep the root mean square error at twice that of the sum itself; 0, ±1, ±2, the usual ones,
/// make it four times (compare Barabasz et al. 2020). Their squares are exact in binary.
enum SixPoints {
  typealias Six = (Lanes, Lanes, Lanes, Lanes, Lanes, Lanes)

  /// The input's transform, Bᵀ x.
  @inline(__always)
  static func filtered(_ x: Six) -> Six {
    let (sum, product) = (Float(-2.8125), Float(1.265625))
    let (evenA, oddA) = (x.2.times(-2.25, plus: x.4), x.1.times(-2.25, plus: x.3))
    let (evenB, oddB) = (x.2.times(-0.5625, plus: x.4), x.1.times(-0.5625, plus: x.3))
    return (
      x.0.times(product, plus: x.2.times(sum, plus: x.4)),
      oddA.times(0.75, plus: evenA), oddA.times(-0.75, plus: evenA),
      oddB.times(1.5, plus: evenB), oddB.times(-1.5, plus: evenB),
      x.1.times(product, plus: x.3.times(sum, plus: x.5))
    )
  }

  /// The transform of a filter of 2 to 5 `taps`, G g.
  @inline(__always)
  static func spread(_ taps: Int, _ g: (Int) -> Lanes) -> Six {
    @inline(__always) func pair(_ a: Float, _ square: Float, _ scale: Float) -> (Lanes, Lanes) {
      var (even, odd) = (g(0), g(1))
      if taps > 4 { even = g(4).times(square, plus: g(2)).times(square, plus: even) }
      if taps == 3 || taps == 4 { even = g(2).times(square, plus: even) }
      if taps > 3 { odd = g(3).times(square, plus: odd) }
      even = even * scale
      let scaled = a * scale
      return (odd.times(scaled, plus: even), odd.times(-scaled, plus: even))
    }
    let (plusA, minusA) = pair(0.75, 0.5625, -1 / 1.8984375)
    let (plusB, minusB) = pair(1.5, 2.25, 1 / 7.59375)
    return (g(0) * (1 / 1.265625), plusA, minusA, plusB, minusB, g(taps - 1))
  }

  /// The outputs, 2 to 5 of them, from the six products: Aᵀ m. The rest are undefined.
  @inline(__always)
  static func gathered(
    _ outputs: Int, _ m: Six
  ) -> (Lanes, Lanes, Lanes, Lanes, Lanes) {
    let (sumA, sumB) = (m.1 + m.2, m.3 + m.4)
    let (differenceA, differenceB) = ((m.1 - m.2) * 0.75, (m.3 - m.4) * 1.5)
    @inline(__always) func last(_ x: Lanes, _ output: Int) -> Lanes {
      output == outputs - 1 ? x + m.5 : x
    }
    let zero = Lanes(repeating: 0)
    return (
      m.0 + (sumA + sumB), last(differenceA + differenceB, 1),
      outputs > 2 ? last(sumB.times(2.25, plus: sumA * 0.5625), 2) : zero,
      outputs > 3 ? last(differenceB.times(2.25, plus: differenceA * 0.5625), 3) : zero,
      outputs > 4 ? last(sumB.times(5.0625, plus: sumA * 0.31640625), 4) : zero
    )
  }
}

extension SIMD16 where Scalar == Float {
  /// `self * a + b`, rounded once.
  @_transparent
  func times(_ a: Float, plus b: Lanes) -> Lanes { times(Lanes(repeating: a), plus: b) }
}

extension SixPoints {
  @inline(__always)
  static func six(_ x: (Int) -> Lanes) -> Six { (x(0), x(1), x(2), x(3), x(4), x(5)) }

  @inline(__always)
  static func store(_ x: Six, _ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    x.0.store(to: target)
    x.1.store(to: target + stride)
    x.2.store(to: target + 2 * stride)
    x.3.store(to: target + 3 * stride)
    x.4.store(to: target + 4 * stride)
    x.5.store(to: target + 5 * stride)
  }

  @inline(__always)
  static func store(
    _ count: Int, _ x: (Lanes, Lanes, Lanes, Lanes, Lanes), _ put: (Int, Lanes) -> Void
  ) {
    put(0, x.0)
    put(1, x.1)
    if count > 2 { put(2, x.2) }
    if count > 3 { put(3, x.3) }
    if count > 4 { put(4, x.4) }
  }
}
