import CPage

// The operations of `Lanes` and `WideLanes` as SIMD128's instructions, on four floats or two doubles at once. The
// standard library's go lane by lane here, and call a function for a fused multiply-add. Not generic: with generic
// halves of vectors the compiler fails.

typealias LaneMask = SIMDMask<SIMD16<Int32>>
typealias WideMask = SIMDMask<SIMD16<Int64>>

@_transparent
private func each(
  _ a: Lanes, _ b: Lanes, _ c: Lanes,
  _ f: (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) -> SIMD4<Float>
) -> Lanes {
  Lanes(
    lowHalf: SIMD8(
      lowHalf: f(a.lowHalf.lowHalf, b.lowHalf.lowHalf, c.lowHalf.lowHalf),
      highHalf: f(a.lowHalf.highHalf, b.lowHalf.highHalf, c.lowHalf.highHalf)),
    highHalf: SIMD8(
      lowHalf: f(a.highHalf.lowHalf, b.highHalf.lowHalf, c.highHalf.lowHalf),
      highHalf: f(a.highHalf.highHalf, b.highHalf.highHalf, c.highHalf.highHalf)))
}

@_transparent
private func compare(
  _ a: Lanes, _ b: Lanes, _ f: (SIMD4<Float>, SIMD4<Float>) -> SIMD4<Float>
) -> LaneMask {
  unsafeBitCast(each(a, b, b) { a, b, _ in f(a, b) }, to: LaneMask.self)
}

extension SIMD16 where Scalar == Float {
  @_transparent func addingProduct(_ a: Lanes, _ b: Lanes) -> Lanes {
    each(a, b, self) { lanes_product4($0, $1, $2) }
  }
  @_transparent func addingProduct(_ a: Float, _ b: Lanes) -> Lanes {
    addingProduct(Lanes(repeating: a), b)
  }
  @_transparent func addingProduct(_ a: Lanes, _ b: Float) -> Lanes {
    addingProduct(a, Lanes(repeating: b))
  }
  @_transparent mutating func addProduct(_ a: Lanes, _ b: Lanes) { self = addingProduct(a, b) }
  @_transparent mutating func addProduct(_ a: Float, _ b: Lanes) { self = addingProduct(a, b) }

  @_transparent init(repeating value: Float) {
    let four = SIMD4(value, value, value, value)
    let eight = SIMD8(lowHalf: four, highHalf: four)
    self.init(lowHalf: eight, highHalf: eight)
  }
  @_transparent static func + (a: Lanes, b: Lanes) -> Lanes {
    each(a, b, b) { a, b, _ in lanes_sum4(a, b) }
  }
  @_transparent static func + (a: Float, b: Lanes) -> Lanes { Lanes(repeating: a) + b }
  @_transparent static func + (a: Lanes, b: Float) -> Lanes { a + Lanes(repeating: b) }
  @_transparent static func += (a: inout Lanes, b: Lanes) { a = a + b }
  @_transparent static func - (a: Lanes, b: Lanes) -> Lanes {
    each(a, b, b) { a, b, _ in lanes_difference4(a, b) }
  }
  @_transparent static func - (a: Float, b: Lanes) -> Lanes { Lanes(repeating: a) - b }
  @_transparent static func - (a: Lanes, b: Float) -> Lanes { a - Lanes(repeating: b) }
  @_transparent static func -= (a: inout Lanes, b: Lanes) { a = a - b }
  @_transparent static func * (a: Lanes, b: Lanes) -> Lanes {
    each(a, b, b) { a, b, _ in lanes_times4(a, b) }
  }
  @_transparent static func * (a: Float, b: Lanes) -> Lanes { Lanes(repeating: a) * b }
  @_transparent static func * (a: Lanes, b: Float) -> Lanes { a * Lanes(repeating: b) }
  @_transparent static func *= (a: inout Lanes, b: Lanes) { a = a * b }
  @_transparent static func / (a: Lanes, b: Lanes) -> Lanes {
    each(a, b, b) { a, b, _ in lanes_quotient4(a, b) }
  }
  @_transparent static func / (a: Float, b: Lanes) -> Lanes { Lanes(repeating: a) / b }
  @_transparent static func / (a: Lanes, b: Float) -> Lanes { a / Lanes(repeating: b) }
  @_transparent func squareRoot() -> Lanes { each(self, self, self) { a, _, _ in lanes_root4(a) } }

  @_transparent static func .< (a: Lanes, b: Lanes) -> LaneMask {
    compare(a, b) { lanes_less4($0, $1) }
  }
  @_transparent static func .<= (a: Lanes, b: Lanes) -> LaneMask {
    compare(a, b) { lanes_lessOrEqual4($0, $1) }
  }
  @_transparent static func .== (a: Lanes, b: Lanes) -> LaneMask {
    compare(a, b) { lanes_equal4($0, $1) }
  }
  @_transparent static func .!= (a: Lanes, b: Lanes) -> LaneMask { .!(a .== b) }
  @_transparent static func .> (a: Lanes, b: Lanes) -> LaneMask { b .< a }
  @_transparent static func .>= (a: Lanes, b: Lanes) -> LaneMask { b .<= a }
  @_transparent static func .< (a: Lanes, b: Float) -> LaneMask { a .< Lanes(repeating: b) }
  @_transparent static func .<= (a: Lanes, b: Float) -> LaneMask { a .<= Lanes(repeating: b) }
  @_transparent static func .== (a: Lanes, b: Float) -> LaneMask { a .== Lanes(repeating: b) }
  @_transparent static func .!= (a: Lanes, b: Float) -> LaneMask { a .!= Lanes(repeating: b) }
  @_transparent static func .> (a: Lanes, b: Float) -> LaneMask { a .> Lanes(repeating: b) }
  @_transparent static func .>= (a: Lanes, b: Float) -> LaneMask { a .>= Lanes(repeating: b) }

  @_transparent func replacing(with other: Lanes, where mask: LaneMask) -> Lanes {
    each(self, other, unsafeBitCast(mask, to: Lanes.self)) { lanes_choice4($0, $1, $2) }
  }
  @_transparent func replacing(with other: Float, where mask: LaneMask) -> Lanes {
    replacing(with: Lanes(repeating: other), where: mask)
  }
  @_transparent mutating func replace(with other: Lanes, where mask: LaneMask) {
    self = replacing(with: other, where: mask)
  }
  @_transparent mutating func replace(with other: Float, where mask: LaneMask) {
    self = replacing(with: other, where: mask)
  }
}

// The largest of sixteen lanes is found in halves.

extension SIMD4 where Scalar == Float {
  @_transparent static func .> (a: Self, b: Self) -> SIMDMask<SIMD4<Int32>> {
    unsafeBitCast(lanes_less4(b, a), to: SIMDMask<SIMD4<Int32>>.self)
  }
  @_transparent func replacing(with other: Self, where mask: SIMDMask<SIMD4<Int32>>) -> Self {
    lanes_choice4(self, other, unsafeBitCast(mask, to: Self.self))
  }
}

extension SIMD8 where Scalar == Float {
  @_transparent static func .> (a: Self, b: Self) -> SIMDMask<SIMD8<Int32>> {
    let (low, high) = (lanes_less4(b.lowHalf, a.lowHalf), lanes_less4(b.highHalf, a.highHalf))
    return unsafeBitCast(Self(lowHalf: low, highHalf: high), to: SIMDMask<SIMD8<Int32>>.self)
  }
  @_transparent func replacing(with other: Self, where mask: SIMDMask<SIMD8<Int32>>) -> Self {
    let mask = unsafeBitCast(mask, to: Self.self)
    return Self(
      lowHalf: lanes_choice4(lowHalf, other.lowHalf, mask.lowHalf),
      highHalf: lanes_choice4(highHalf, other.highHalf, mask.highHalf))
  }
}

private typealias Two = SIMD2<Double>

@_transparent
private func each(
  _ a: SIMD4<Double>, _ b: SIMD4<Double>, _ c: SIMD4<Double>, _ f: (Two, Two, Two) -> Two
) -> SIMD4<Double> {
  SIMD4(
    lowHalf: f(a.lowHalf, b.lowHalf, c.lowHalf), highHalf: f(a.highHalf, b.highHalf, c.highHalf))
}

@_transparent
private func each(
  _ a: WideLanes, _ b: WideLanes, _ c: WideLanes, _ f: (Two, Two, Two) -> Two
) -> WideLanes {
  WideLanes(
    lowHalf: SIMD8(
      lowHalf: each(a.lowHalf.lowHalf, b.lowHalf.lowHalf, c.lowHalf.lowHalf, f),
      highHalf: each(a.lowHalf.highHalf, b.lowHalf.highHalf, c.lowHalf.highHalf, f)),
    highHalf: SIMD8(
      lowHalf: each(a.highHalf.lowHalf, b.highHalf.lowHalf, c.highHalf.lowHalf, f),
      highHalf: each(a.highHalf.highHalf, b.highHalf.highHalf, c.highHalf.highHalf, f)))
}

extension SIMD16 where Scalar == Double {
  @_transparent func addingProduct(_ a: WideLanes, _ b: WideLanes) -> WideLanes {
    each(a, b, self) { lanes_product2($0, $1, $2) }
  }
  @_transparent func addingProduct(_ a: Double, _ b: WideLanes) -> WideLanes {
    addingProduct(WideLanes(repeating: a), b)
  }
  @_transparent init(_ x: Lanes) {
    @_transparent func four(_ x: SIMD4<Float>) -> SIMD4<Double> {
      SIMD4(lowHalf: lanes_first2(x), highHalf: lanes_last2(x))
    }
    self.init(
      lowHalf: SIMD8(lowHalf: four(x.lowHalf.lowHalf), highHalf: four(x.lowHalf.highHalf)),
      highHalf: SIMD8(lowHalf: four(x.highHalf.lowHalf), highHalf: four(x.highHalf.highHalf)))
  }
  @_transparent init(repeating value: Double) {
    let four = SIMD4(value, value, value, value)
    let eight = SIMD8(lowHalf: four, highHalf: four)
    self.init(lowHalf: eight, highHalf: eight)
  }
  @_transparent static func + (a: WideLanes, b: WideLanes) -> WideLanes {
    each(a, b, b) { a, b, _ in lanes_sum2(a, b) }
  }
  @_transparent static func + (a: Double, b: WideLanes) -> WideLanes { WideLanes(repeating: a) + b }
  @_transparent static func + (a: WideLanes, b: Double) -> WideLanes { a + WideLanes(repeating: b) }
  @_transparent static func += (a: inout WideLanes, b: WideLanes) { a = a + b }
  @_transparent static func - (a: WideLanes, b: WideLanes) -> WideLanes {
    each(a, b, b) { a, b, _ in lanes_difference2(a, b) }
  }
  @_transparent static func - (a: Double, b: WideLanes) -> WideLanes { WideLanes(repeating: a) - b }
  @_transparent static func - (a: WideLanes, b: Double) -> WideLanes { a - WideLanes(repeating: b) }
  @_transparent static func -= (a: inout WideLanes, b: WideLanes) { a = a - b }
  @_transparent static func * (a: WideLanes, b: WideLanes) -> WideLanes {
    each(a, b, b) { a, b, _ in lanes_times2(a, b) }
  }
  @_transparent static func * (a: Double, b: WideLanes) -> WideLanes { WideLanes(repeating: a) * b }
  @_transparent static func * (a: WideLanes, b: Double) -> WideLanes { a * WideLanes(repeating: b) }
  @_transparent static func *= (a: inout WideLanes, b: WideLanes) { a = a * b }
  @_transparent mutating func addProduct(_ a: WideLanes, _ b: WideLanes) {
    self = addingProduct(a, b)
  }
  @_transparent static func .< (a: WideLanes, b: Double) -> WideMask {
    let b = WideLanes(repeating: b)
    return unsafeBitCast(each(a, b, b) { a, b, _ in lanes_less2(a, b) }, to: WideMask.self)
  }
  @_transparent static func .== (a: WideLanes, b: Double) -> WideMask {
    let b = WideLanes(repeating: b)
    return unsafeBitCast(each(a, b, b) { a, b, _ in lanes_equal2(a, b) }, to: WideMask.self)
  }
  @_transparent func replacing(with other: WideLanes, where mask: WideMask) -> WideLanes {
    each(self, other, unsafeBitCast(mask, to: WideLanes.self)) { lanes_choice2($0, $1, $2) }
  }
  @_transparent func replacing(with other: Double, where mask: WideMask) -> WideLanes {
    replacing(with: WideLanes(repeating: other), where: mask)
  }
  @_transparent mutating func replace(with other: WideLanes, where mask: WideMask) {
    self = replacing(with: other, where: mask)
  }
}
