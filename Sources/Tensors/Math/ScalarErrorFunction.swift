/// The error function 2/√π ∫₀ˣ e^(−t²) dt.
@_disfavoredOverload
public func erf(_ x: Double) -> Double {
  if x.isNaN { return x }
  if Swift.abs(x) > 6 { return x < 0 ? -1 : 1 }
  // 2/√π e^(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!: all terms of one sign, so nothing cancels.
  let square = DoubleDouble(x) * DoubleDouble(x)
  var (term, sum) = (DoubleDouble(x), DoubleDouble(x))
  var odd = 3.0
  while Swift.abs(term.high) > 1e-18 * Swift.abs(sum.high) {
    term = term * square * DoubleDouble(2) / DoubleDouble(odd)
    sum = sum + term
    odd += 2
  }
  let power = DoubleDouble(exponential(DoubleDouble(-square.high, -square.low)))
  return (sum * power * DoubleDouble(1.1283791670955126, 1.533545961316588e-17)).high
}
