// Sine and cosine on `Lanes`: the argument is brought within ± π/4 of a multiple q of π/2, in three
// parts of π/2, then q's last two bits choose the polynomial and its sign. Errors stay under two units
// in the last place, for any finite argument. Polynomials: Moshier 1992, Cephes (single precision).

@inline(__always)
func sin(_ x: Lanes) -> Lanes {
  let (q, r) = reducedByQuarterTurns(x)
  return sine(ofQuadrant: q, r)
}

@inline(__always)
func cos(_ x: Lanes) -> Lanes {
  let (q, r) = reducedByQuarterTurns(x)
  return sine(ofQuadrant: q &+ 1, r)
}

/// Sine and cosine of 2π · `turns`, for `turns` from 0 to 1: here the reduction is exact.
@inline(__always)
func sineAndCosine(turns: Lanes) -> (sine: Lanes, cosine: Lanes) {
  let shifted = turns.times(4, plus: roundingShift)
  let r = (roundingShift - shifted).addingProduct(4, turns) * 1.570_796_326_79
  return (sine(ofQuadrant: bits(shifted), r), sine(ofQuadrant: bits(shifted) &+ 1, r))
}

/// sin(q π/2 + r) for r within ± π/4.
@inline(__always)
private func sine(ofQuadrant q: SIMD16<Int32>, _ r: Lanes) -> Lanes {
  let z = r * r
  var s = z.times(-1.951_529_589_1e-4, plus: 8.332_160_873_6e-3)
    .times(z, plus: -1.666_665_461_1e-1)
  s = (s * z).times(r, plus: r)
  var c = z.times(2.443_315_711_8e-5, plus: -1.388_731_625_494e-3)
    .times(z, plus: 4.166_664_568_298_8e-2)
  c = (c * z).times(z, plus: z.times(-0.5, plus: 1))
  // The cosine's bits in odd quadrants. By arithmetic: a comparison of integers goes lane by lane.
  let odd = SIMD16<Int32>.zero &- (q & 1)
  let value = bits(s) ^ ((bits(s) ^ bits(c)) & odd)
  return Lanes(bits: value ^ ((q & 2) &<< 30))
}

/// x = q π/2 + r, with only the last two bits of q meaningful.
@inline(__always)
private func reducedByQuarterTurns(_ x: Lanes) -> (SIMD16<Int32>, Lanes) {
  let shifted = x.times(0.636_619_772, plus: roundingShift)
  let n = shifted - roundingShift
  var r = x.addingProduct(-1.570_796_370_506_286_6, n)
    .addingProduct(4.371_139_000_186_243e-8, n).addingProduct(1.715_124_3e-15, n)
  var q = bits(shifted)
  if any(magnitude(x) .> 65_536) { reduceLargeLanes(x, &q, &r) }
  return (q, r)
}

/// Reduces the lanes too large for three parts of π/2 one by one.
@inline(never)
private func reduceLargeLanes(_ x: Lanes, _ q: inout SIMD16<Int32>, _ r: inout Lanes) {
  for lane in 0..<16 where abs(x[lane]) > 65_536 {
    let reduced = QuarterTurns(Double(x[lane]))
    q[lane] = Int32(truncatingIfNeeded: reduced.count)
    r[lane] = Float(reduced.remainder.high)
  }
}
