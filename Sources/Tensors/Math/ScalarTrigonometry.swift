// Sine and cosine. The polynomials are fdlibm's (Sun Microsystems 1993).

/// The sine of an angle in radians.
@_disfavoredOverload
public func sin(_ x: Double) -> Double { sine(QuarterTurns(x), ahead: 0) }

/// The cosine of an angle in radians.
@_disfavoredOverload
public func cos(_ x: Double) -> Double { sine(QuarterTurns(x), ahead: 1) }

/// The sine of an angle some quarter turns ahead.
private func sine(_ angle: QuarterTurns, ahead: Int) -> Double {
  let quadrant = angle.count + ahead
  let value = quadrant & 1 == 0 ? sine(angle.remainder) : cosine(angle.remainder)
  return quadrant & 2 == 0 ? value : -value
}

/// sin r for r within ± π/4.
private func sine(_ r: DoubleDouble) -> Double {
  let z = r.high * r.high
  let p = z.times(1.589_690_995_211_550_1e-10, plus: -2.505_076_025_340_686_3e-08)
    .times(z, plus: 2.755_731_370_707_006_8e-06).times(z, plus: -1.984_126_982_985_794_9e-04)
    .times(z, plus: 8.333_333_333_322_489_5e-03)
  let cube = z * r.high
  let correction = z * (0.5 * r.low - cube * p) - r.low
  return r.high - cube.times(1.666_666_666_666_663_2e-01, plus: correction)
}

/// cos r for r within ± π/4.
private func cosine(_ r: DoubleDouble) -> Double {
  let z = r.high * r.high
  let p = z.times(-1.135_964_755_778_819_5e-11, plus: 2.087_572_321_298_174_8e-09)
    .times(z, plus: -2.755_731_435_139_066_3e-07).times(z, plus: 2.480_158_728_947_672_9e-05)
    .times(z, plus: -1.388_888_888_887_411_0e-03).times(z, plus: 4.166_666_666_666_660_2e-02)
  let half = 0.5 * z
  let w = 1 - half
  return w + (((1 - w) - half) + (z * z * p - r.high * r.low))
}
