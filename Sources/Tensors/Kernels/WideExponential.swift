// Exponential and logarithm in double precision, for sums of exponentials whose logarithm is taken.

/// eˣ for x of at most 0, within two units in a double's last place; 0 below e⁻⁷⁰⁸.
@_transparent
func expOfNegative(_ x: WideLanes) -> WideLanes {
  let isTiny = x .< -708
  let clamped = x.replacing(with: 0, where: isTiny)
  // Adding and subtracting 1.5 · 2⁵² rounds to an integer n; x = n ln 2 + r with r within ± ln 2 / 2.
  let shifted = clamped.times(WideLanes(repeating: 0x1.71547652b82fep0), plus: 0x1.8p52)
  let n = shifted - 0x1.8p52
  let r = clamped.addingProduct(-0x1.62e42feep-1, n).addingProduct(-0x1.a39ef35793c76p-33, n)
  // Taylor's series: the first term left out, r¹⁴ / 14!, is below 5 · 10⁻¹⁸.
  let p = r.times(WideLanes(repeating: 1 / 6_227_020_800), plus: 1 / 479_001_600)
    .times(r, plus: 1 / 39_916_800).times(r, plus: 1 / 3_628_800).times(r, plus: 1 / 362_880)
    .times(r, plus: 1 / 40_320).times(r, plus: 1 / 5_040).times(r, plus: 1 / 720)
    .times(r, plus: 1 / 120).times(r, plus: 1 / 24).times(r, plus: 1 / 6).times(r, plus: 0.5)
  let y = (r + p * (r * r)) + 1
  let exponent = unsafeBitCast(shifted, to: SIMD16<Int64>.self) &<< 52
  let scaled = unsafeBitCast(
    unsafeBitCast(y, to: SIMD16<Int64>.self) &+ exponent, to: WideLanes.self)
  return scaled.replacing(with: 0, where: isTiny)
}

/// ln(1 + x) for x of at least 0, as exact for small ones.
func logarithm(onePlus x: Double) -> Double {
  let u = 1 + x
  // Corrected for the rounding of 1 + x.
  return u == 1 ? x : log(u) + (x - (u - 1)) / u
}
