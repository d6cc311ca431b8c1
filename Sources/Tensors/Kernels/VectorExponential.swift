// The exponential family on `Lanes`, made of `+`, `*`, division and fused multiply-add alone: the same
// bits on every CPU, which the C library does not give. Errors stay under two units in the last place.
// Polynomials: Moshier 1992, Cephes (single precision).
//
// Transparent, because the optimizer leaves `@inline(__always)` alone in closures of some size, and a call
// for every vector costs as much as the arithmetic.

/// Adding and subtracting 1.5 · 2²³ rounds a small float to an integer, found in the sum's low bits.
let roundingShift: Float = 12_582_912
private let roundingShiftBits: Int32 = 0x4B40_0000

/// eˣ: 2ⁿ · eʳ with r within ± ln 2 / 2.
@_transparent
func exp(_ x: Lanes) -> Lanes {
  let high = x.replacing(with: 90, where: x .> 90)
  let clamped = high.replacing(with: -105, where: high .< -105)
  let (y, shifted) = exponentialMantissa(clamped)
  // In two factors, so that results near both ends of the range are reached without overflow between.
  let integer = bits(shifted) &- roundingShiftBits
  let half = integer &>> 1
  return y * powerOfTwo(half) * powerOfTwo(integer &- half)
}

/// eˣ = y · 2ⁿ with y around 1: y, and n as the low bits of `shifted`.
@_transparent
private func exponentialMantissa(_ x: Lanes) -> (y: Lanes, shifted: Lanes) {
  let (minusOne, shifted) = exponentialMinusOneReduced(x)
  return (minusOne + 1, shifted)
}

/// eʳ − 1 with x = n ln 2 + r, |r| ≤ ln 2 / 2, and n as the low bits of `shifted`.
@_transparent
private func exponentialMinusOneReduced(_ x: Lanes) -> (minusOne: Lanes, shifted: Lanes) {
  let shifted = x.times(1.442_695_04, plus: roundingShift)
  let n = shifted - roundingShift
  let r = x.addingProduct(-0.693_359_375, n).addingProduct(2.121_944_40e-4, n)
  let p = r.times(1.987_569_15e-4, plus: 1.398_199_950_7e-3)
    .times(r, plus: 8.333_451_907_3e-3).times(r, plus: 4.166_579_589_4e-2)
    .times(r, plus: 1.666_666_545_9e-1).times(r, plus: 5.000_000_120_1e-1)
  return (p.times(r * r, plus: r), shifted)
}

/// eˣ − 1, exact to two units in the last place near 0 too.
@_transparent
func expm1(_ x: Lanes) -> Lanes {
  let clamped = x.replacing(with: 89, where: x .> 89).replacing(with: -30, where: x .< -30)
  let (minusOne, shifted) = exponentialMinusOneReduced(clamped)
  // (eʳ − 1) 2ⁿ + 2ⁿ − 1, halved until the end: 2ⁿ itself may be too large.
  let half = powerOfTwo(bits(shifted) &- roundingShiftBits &- 1)
  let result = 2 * minusOne.times(half, plus: half - 0.5)
  return result.replacing(with: x, where: magnitude(x) .< 0x1p-24)
}

/// eˣ for x of at most 0, by a third cheaper: the same bits, but 0 below e⁻⁸⁷.
@_transparent
func expOfNegative(_ x: Lanes) -> Lanes {
  let isTiny = x .< -87
  let (y, shifted) = exponentialMantissa(x.replacing(with: 0, where: isTiny))
  // n, shifted up to where y keeps its exponent.
  return Lanes(bits: bits(y) &+ bits(shifted) &<< 23).replacing(with: 0, where: isTiny)
}

/// 1 / (1 + e⁻ˣ) in every bit, but 0 below −87.
@_transparent
func gate(_ x: Lanes) -> Lanes {
  let z = expOfNegative(-magnitude(x))
  return Lanes(repeating: 1).replacing(with: z, where: x .< 0) / (1 + z)
}

/// The natural logarithm. NaN below 0, −∞ at 0.
@_transparent
func log(_ x: Lanes) -> Lanes {
  let isSubnormal = x .< Float.leastNormalMagnitude
  let scaled = x.replacing(with: x * 8_388_608, where: isSubnormal)
  // x = 2ᵉ (1 + f) with 1 + f from √½ to √2.
  let offset = bits(scaled) &- 0x3F35_04F3
  var e = Lanes(bits: (offset &>> 23) &+ roundingShiftBits) - roundingShift
  e = e.replacing(with: e - 23, where: isSubnormal)
  let f = Lanes(bits: (offset & 0x007F_FFFF) &+ 0x3F35_04F3) - 1
  let p = f.times(7.037_683_629_2e-2, plus: -1.151_461_031_0e-1)
    .times(f, plus: 1.167_699_874_0e-1).times(f, plus: -1.242_014_084_6e-1)
    .times(f, plus: 1.424_932_278_7e-1).times(f, plus: -1.666_805_766_5e-1)
    .times(f, plus: 2.000_071_476_5e-1).times(f, plus: -2.499_999_399_3e-1)
    .times(f, plus: 3.333_333_117_4e-1)
  let square = f * f
  let tail = (p * f * square).addingProduct(-2.121_944_40e-4, e).addingProduct(-0.5, square)
  var result = (f + tail).addingProduct(0.693_359_375, e)
  result.replace(with: -.infinity, where: x .== 0)
  result.replace(with: .nan, where: x .< 0)
  result.replace(with: x, where: .!(x .< .infinity))
  return result
}

/// ln(1 + x), exact to two units in the last place near 0 too. NaN below −1, −∞ at −1.
@_transparent
func log1p(_ x: Lanes) -> Lanes {
  // Corrected for the rounding of 1 + x.
  let u = 1 + x
  var result = log(u) + (x - (u - 1)) / u
  result.replace(with: -.infinity, where: u .== 0)
  result.replace(with: x, where: (magnitude(x) .< 0x1p-24) .| .!(x .< .infinity))
  return result
}

/// 1 / (1 + e⁻ˣ), accurate in both tails.
@_transparent
func sigmoid(_ x: Lanes) -> Lanes {
  let z = exp(-magnitude(x))
  return Lanes(repeating: 1).replacing(with: z, where: x .< 0) / (1 + z)
}

/// ln(1 + eˣ), without overflow.
@_transparent
func softplus(_ x: Lanes) -> Lanes {
  // ln(1 + z), corrected for the rounding of 1 + z.
  let z = exp(-magnitude(x))
  let u = 1 + z
  return x.replacing(with: 0, where: x .< 0) + (log(u) + (z - (u - 1)) / u)
}

/// The hyperbolic tangent.
@_transparent
func tanh(_ x: Lanes) -> Lanes {
  let z = x * x
  let p = z.times(-5.704_988_727_45e-3, plus: 2.063_908_879_54e-2)
    .times(z, plus: -5.373_971_555_31e-2).times(z, plus: 1.333_144_220_36e-1)
    .times(z, plus: -3.333_328_194_22e-1)
  let near = (p * z).times(x, plus: x)
  let size = magnitude(x)
  let far = 1 - 2 / (exp(2 * size) + 1)
  return copySign(of: x, to: far).replacing(with: near, where: size .< 0.625)
}

@_transparent
func bits(_ x: Lanes) -> SIMD16<Int32> { unsafeBitCast(x, to: SIMD16<Int32>.self) }

extension SIMD16 where Scalar == Float {
  @_transparent
  init(bits: SIMD16<Int32>) { self = unsafeBitCast(bits, to: Lanes.self) }
}

@_transparent
func magnitude(_ x: Lanes) -> Lanes { Lanes(bits: bits(x) & 0x7FFF_FFFF) }

/// `magnitude`, which is not negative, with the sign of `x`.
@_transparent
func copySign(of x: Lanes, to magnitude: Lanes) -> Lanes {
  Lanes(bits: bits(magnitude) | (bits(x) & Int32.min))
}

/// 2ⁿ for n from −126 to 127.
@_transparent
private func powerOfTwo(_ n: SIMD16<Int32>) -> Lanes { Lanes(bits: (n &+ 127) &<< 23) }
