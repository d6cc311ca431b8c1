// Comparisons as IEEE 754-2019 has `maximum` and `minimum`: NaN from whichever side, and −0 below 0.

/// The larger of each pair.
@_transparent
func larger(_ x: Lanes, _ y: Lanes) -> Lanes {
  // Equal numbers have equal bits, but for zeros: the sign stays where both have it.
  x.replacing(with: Lanes(bits: bits(x) & bits(y)), where: x .== y)
    .replacing(with: y, where: (y .> x) .| (y .!= y))
}

/// The smaller of each pair.
@_transparent
func smaller(_ x: Lanes, _ y: Lanes) -> Lanes {
  x.replacing(with: Lanes(bits: bits(x) | bits(y)), where: x .== y)
    .replacing(with: y, where: (y .< x) .| (y .!= y))
}

extension SIMD16 where Scalar == Float {
  /// One number from all lanes, neighbors combined until one is left.
  @_transparent
  func folded(_ combine: (Lanes, Lanes) -> Lanes) -> Float {
    var lanes = self
    for _ in 0..<4 {
      let (even, odd) = (lanes.evenHalf, lanes.oddHalf)
      lanes = combine(Lanes(lowHalf: even, highHalf: even), Lanes(lowHalf: odd, highHalf: odd))
    }
    return lanes[0]
  }
}
