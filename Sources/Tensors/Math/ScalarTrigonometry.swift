// Sine and cosine. The polynomials are fdlibm's (Sun Microsystems 1993).

/// The sine of an angle in radians.
@_disfavoredOverload
public func sin(_ x: Double) -> Double { sine(QuarterTurns(x), ahead: 0) }

@_disfavoredOverload
public func sin(_ x: Float) -> Float { Float(sin(Double(x))) }

/// The cosine of an angle in radians.
@_disfavoredOverload
public func cos(_ x: Double) -> Double { sine(QuarterTurns(x), ahead: 1) }

@_disfavoredOverload
public func cos(_ x: Float) -> Float { Float(cos(Double(x))) }

/// The sine of an angle some quarter turns ahead.
private func sine(_ angle: QuarterTurns, ahead: Int) -> Double {
  let (r, tail) = (angle.remainder, angle.remainderTail)
  let z = r * r
  let value = (angle.count + ahead) & 1 == 0 ? sine(r, z, tail) : cosine(r, z, tail)
  return (angle.count + ahead) & 2 == 0 ? value : -value
}

/// sin(r + tail) for r within ± π/4, z = r².
private func sine(_ r: Double, _ z: Double, _ tail: Double) -> Double {
  var p = 1.589_690_995_211_550_102_21e-10
  p = (-2.505_076_025_340_686_341_95e-08).addingProduct(p, z)
  p = 2.755_731_370_707_006_767_89e-06.addingProduct(p, z)
  p = (-1.984_126_982_985_794_931_34e-04).addingProduct(p, z)
  p = 8.333_333_333_322_489_461_24e-03.addingProduct(p, z)
  let cube = z * r
  let correction = z * (0.5 * tail - cube * p) - tail
  return r - correction.addingProduct(cube, 1.666_666_666_666_663_243_48e-01)
}

/// cos(r + tail) for r within ± π/4, z = r².
private func cosine(_ r: Double, _ z: Double, _ tail: Double) -> Double {
  var p = -1.135_964_755_778_819_482_65e-11
  p = 2.087_572_321_298_174_827_90e-09.addingProduct(p, z)
  p = (-2.755_731_435_139_066_330_35e-07).addingProduct(p, z)
  p = 2.480_158_728_947_672_941_78e-05.addingProduct(p, z)
  p = (-1.388_888_888_887_410_957_49e-03).addingProduct(p, z)
  p = 4.166_666_666_666_660_190_37e-02.addingProduct(p, z)
  let half = 0.5 * z
  let w = 1 - half
  return w + (((1 - w) - half) + (z * z * p - r * tail))
}
