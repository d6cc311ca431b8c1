/// The natural logarithm. NaN below 0, −∞ at 0. The polynomial is fdlibm's (Sun Microsystems 1993).
@_disfavoredOverload
public func log(_ x: Double) -> Double {
  guard x > 0 && x < .infinity else { return logarithmOfSpecial(x) }
  let (e, m) = exponentAndSignificand(x)
  let n = Double(e)
  let f = m - 1
  let s = f / (2 + f)
  let z = s * s
  let p = z.times(1.479_819_860_511_658_6e-01, plus: 1.531_383_769_920_937_3e-01)
    .times(z, plus: 1.818_357_216_161_805_0e-01).times(z, plus: 2.222_219_843_214_978_4e-01)
    .times(z, plus: 2.857_142_874_366_239_1e-01).times(z, plus: 3.999_999_999_940_941_9e-01)
    .times(z, plus: 6.666_666_666_666_735_1e-01)
  let half = 0.5 * f * f
  let tail = s.times(half + z * p, plus: n * 0x1.a39ef35793c76p-33)
  return n * 0x1.62e42feep-1 - ((half - tail) - f)
}

/// The logarithm to base 2, exact at powers of 2.
@_disfavoredOverload
public func log2(_ x: Double) -> Double {
  guard x > 0 && x < .infinity else { return logarithmOfSpecial(x) }
  let (e, m) = exponentAndSignificand(x)
  let fraction = naturalLogarithm(m) * DoubleDouble(1.4426950408889634, 2.0355273740931033e-17)
  return (DoubleDouble(Double(e)) + fraction).high
}

/// The logarithm to base 10.
@_disfavoredOverload
public func log10(_ x: Double) -> Double {
  guard x > 0 && x < .infinity else { return logarithmOfSpecial(x) }
  return (preciseLogarithm(x) * DoubleDouble(0.4342944819032518, 1.098319650216765e-17)).high
}

/// x to the power y. NaN where x is negative and y not an integer.
@_disfavoredOverload
public func pow(_ x: Double, _ y: Double) -> Double {
  power(x, y) { exponential(preciseLogarithm($0) * DoubleDouble($1)) }
}

/// x to the power y, exact enough to be rounded to a float, and cheaper than `pow`.
func power(_ x: Float, _ y: Float) -> Float {
  Float(power(Double(x), Double(y)) { exp($1 * log($0)) })
}

/// x to the power y, for x > 0 by `positive`.
@inline(__always)
private func power(_ x: Double, _ y: Double, _ positive: (Double, Double) -> Double) -> Double {
  if y == 0 || x == 1 { return 1 }
  if x.isNaN || y.isNaN { return .nan }
  let isInteger = y.rounded(.towardZero) == y
  let isOdd = isInteger && (y / 2).rounded(.towardZero) != y / 2
  let size = Swift.abs(x)
  let sign: Double = x.sign == .minus && isOdd ? -1 : 1
  if size == 0 || size == .infinity { return (size == 0) == (y > 0) ? sign * 0 : sign * .infinity }
  if y.isInfinite { return size == 1 ? 1 : (size > 1) == (y > 0) ? .infinity : 0 }
  if x < 0 && !isInteger { return .nan }
  return sign * positive(size, y)
}

private func logarithmOfSpecial(_ x: Double) -> Double {
  x == 0 ? -.infinity : x < 0 ? .nan : x
}

/// x = 2ᵉ m with m from √½ to √2.
private func exponentAndSignificand(_ x: Double) -> (e: Int, m: Double) {
  let e = Int(x.exponent)
  let m = x.significand
  return m > 1.414_213_562_373_095_1 ? (e + 1, 0.5 * m) : (e, m)
}

/// The natural logarithm to about 100 bits.
private func preciseLogarithm(_ x: Double) -> DoubleDouble {
  let (e, m) = exponentAndSignificand(x)
  let ln2 = DoubleDouble(0.6931471805599453, 2.3190468138462996e-17)
  return ln2 * DoubleDouble(Double(e)) + naturalLogarithm(m)
}

/// ln m = 2 Σ s²ʲ⁺¹ / (2j + 1) with s = (m − 1) / (m + 1), for m from √½ to √2.
private func naturalLogarithm(_ m: Double) -> DoubleDouble {
  let s = DoubleDouble(m - 1) / (DoubleDouble(m) + DoubleDouble(1))
  let z = s * s
  let sum = inverseOddNumbers.dropFirst().reduce(inverseOddNumbers[0]) { $0 * z + $1 }
  return DoubleDouble(2) * s * sum
}

/// 1/39, 1/37, …, 1/3, 1.
private let inverseOddNumbers = (0..<20).map {
  DoubleDouble(1) / DoubleDouble(Double(39 - 2 * $0))
}
