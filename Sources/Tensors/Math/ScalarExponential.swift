// Scalar functions, so that a chapter's numbers owe nothing to the machine's C library. Each is made of
// `+`, `*`, `/` and fused multiply-add alone and errs by less than two units in the last place. Where
// Foundation is imported too, its functions win.

/// eˣ.
@_disfavoredOverload
public func exp(_ x: Double) -> Double { exponential(x, 0) }

@_disfavoredOverload
public func exp(_ x: Float) -> Float { Float(exp(Double(x))) }

/// e to the power x + tail, where `tail` is below x's precision.
func exponential(_ x: Double, _ tail: Double) -> Double {
  if x > 709.79 { return .infinity }
  if x < -745.2 { return 0 }
  if x.isNaN { return x }
  let (n, minusOne) = exponentialMinusOneReduced(x, tail)
  return scaled(1 + minusOne, by: n)
}

/// The hyperbolic tangent.
@_disfavoredOverload
public func tanh(_ x: Double) -> Double {
  if x.isNaN { return x }
  let size = Swift.abs(x)
  if size > 22 { return x < 0 ? -1 : 1 }
  if size < 1e-9 { return x }
  // With t = e²ˣ − 1, which loses nothing near 0.
  let (n, minusOne) = exponentialMinusOneReduced(2 * size, 0)
  let power = scaled(1, by: n)
  let t = (power - 1).addingProduct(power, minusOne)
  let result = t / (t + 2)
  return x < 0 ? -result : result
}

@_disfavoredOverload
public func tanh(_ x: Float) -> Float { Float(tanh(Double(x))) }

/// The square root.
@_disfavoredOverload
public func sqrt(_ x: Double) -> Double { x.squareRoot() }

@_disfavoredOverload
public func sqrt(_ x: Float) -> Float { x.squareRoot() }

/// n and eʳ − 1 with x + tail = n ln 2 + r, |r| ≤ ln 2 / 2. The rational approximation is fdlibm's (Sun
/// Microsystems 1993).
private func exponentialMinusOneReduced(
  _ x: Double, _ tail: Double
) -> (n: Int, minusOne: Double) {
  let n = (x * 1.442_695_040_888_963_4).rounded(.toNearestOrEven)
  let high = x.addingProduct(-n, 0x1.62e42feep-1)
  let low = (-tail).addingProduct(n, 0x1.a39ef35793c76p-33)
  let r = high - low
  let z = r * r
  var p = 4.138_136_797_057_238_460_39e-08
  p = (-1.653_390_220_546_525_153_90e-06).addingProduct(p, z)
  p = 6.613_756_321_437_934_361_17e-05.addingProduct(p, z)
  p = (-2.777_777_777_701_559_338_42e-03).addingProduct(p, z)
  p = 1.666_666_666_666_660_190_37e-01.addingProduct(p, z)
  let c = r.addingProduct(-z, p)
  return (Int(n), high - (low - r * c / (2 - c)))
}

/// x · 2ⁿ, rounded once, also where the result is subnormal.
func scaled(_ x: Double, by n: Int) -> Double {
  func power(_ n: Int) -> Double { Double(bitPattern: UInt64(1023 + n) << 52) }
  if n > 1023 { return x * power(1023) * power(n - 1023) }
  if n < -1022 { return x * power(n + 200) * power(-200) }
  return x * power(n)
}
