// The standard normal distribution on `Lanes`.

/// The error function 2/√π ∫₀ˣ e^(−t²) dt within a unit in the last place (polynomials: Juffa, erff).
@_transparent
func erf(_ x: Lanes) -> Lanes {
  let (t, square) = (magnitude(x), x * x)
  // Up to 475/512: x (1 + a polynomial of x²).
  let near = square.times(-5.967_617_03e-4, plus: 4.991_194_23e-3)
    .times(square, plus: -2.676_813_49e-2).times(square, plus: 1.128_199_25e-1)
    .times(square, plus: -3.761_253_36e-1).times(square, plus: 1.283_791_66e-1)
  // Beyond: 1 − e to a polynomial of |x|.
  let power = t.times(-1.728_534_70e-5, plus: 3.831_971_26e-4)
    .times(square, plus: t.times(-3.883_964_38e-3, plus: 2.425_462_19e-2))
    .times(t, plus: -1.067_778_77e-1).times(t, plus: -6.348_468_67e-1)
    .times(t, plus: -1.287_175_12e-1)
  let far = copySign(of: x, to: 1 - expOfNegative(power.times(t, plus: -t)))
  return near.times(x, plus: x).replacing(with: far, where: t .> 0.927_734_375)
}

/// Φ(x), the share of a standard normal variable below x.
@_transparent
func normalCDF(_ x: Lanes) -> Lanes { 0.5 * (1 + erf(x * 0.707_106_781)) }

/// e^(−x²/2) / √2π.
@_transparent
func normalDensity(_ x: Lanes) -> Lanes { 0.398_942_280 * exp(-0.5 * x * x) }
