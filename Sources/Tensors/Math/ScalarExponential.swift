// Scalar functions, so that a chapter's numbers owe nothing to the machine's C library. Each is made of
// `+`, `*`, `/` and fused multiply-add alone and errs by less than two units in the last place. Where
// Foundation is imported too, its functions win.

/// eˣ.
@_disfavoredOverload
public func exp(_ x: Double) -> Double { exponential(DoubleDouble(x)) }

/// The hyperbolic tangent.
@_disfavoredOverload
public func tanh(_ x: Double) -> Double {
  if x.isNaN { return x }
  let size = Swift.abs(x)
  if size > 22 { return x < 0 ? -1 : 1 }
  if size < 1e-9 { return x }
  // With t = e²ˣ − 1, which loses nothing near 0.
  let (n, minusOne) = exponentialMinusOneReduced(DoubleDouble(2 * size))
  let power = powerOfTwo(n)
  let t = power.times(minusOne, plus: power - 1)
  let result = t / (t + 2)
  return x < 0 ? -result : result
}

/// The square root.
@_disfavoredOverload
public func sqrt(_ x: Double) -> Double { x.squareRoot() }

func exponential(_ x: DoubleDouble) -> Double {
  if x.high > 709.79 { return .infinity }
  if x.high < -745.2 { return 0 }
  if x.high.isNaN { return x.high }
  let (n, minusOne) = exponentialMinusOneReduced(x)
  // In two factors, so that results near both ends of the range are rounded once.
  return (1 + minusOne) * powerOfTwo(n >> 1) * powerOfTwo(n - (n >> 1))
}

/// n and eʳ − 1 with x = n ln 2 + r, |r| ≤ ln 2 / 2, by the rational function of fdlibm (Sun Microsystems 1993).
private func exponentialMinusOneReduced(_ x: DoubleDouble) -> (n: Int, minusOne: Double) {
  let n = (x.high * 1.442_695_040_888_963_4).rounded(.toNearestOrEven)
  let high = n.times(-0x1.62e42feep-1, plus: x.high)
  let low = n.times(0x1.a39ef35793c76p-33, plus: -x.low)
  let r = high - low
  let z = r * r
  let p = z.times(4.138_136_797_057_238_5e-08, plus: -1.653_390_220_546_525_2e-06)
    .times(z, plus: 6.613_756_321_437_934_4e-05).times(z, plus: -2.777_777_777_701_559_3e-03)
    .times(z, plus: 1.666_666_666_666_660_2e-01)
  let c = z.times(-p, plus: r)
  return (Int(n), high - (low - r * c / (2 - c)))
}

/// 2ⁿ for n from −1022 to 1023.
private func powerOfTwo(_ n: Int) -> Double { Double(bitPattern: UInt64(n + 1023) << 52) }

extension Double {
  /// `self * a + b`, rounded once.
  func times(_ a: Double, plus b: Double) -> Double { b.addingProduct(self, a) }
}
