import CPage

// The operations of `Lanes` and `WideLanes` as SIMD128's instructions, on four floats or two doubles at once. The
// standard library's go lane by lane here, and call a function for a fused multiply-add.

/// A number of vectors, with these operations on four at once. Those that compare give all ones or all zeros.
protocol LaneScalar: FloatingPoint, SIMDScalar {
  typealias Four = SIMD4<Self>
  static func addProduct(_ c: Four, _ a: Four, _ b: Four) -> Four
  static func divide(_ a: Four, _ b: Four, _: Four) -> Four
  static func root(_ a: Four, _: Four, _: Four) -> Four
  static func less(_ a: Four, _ b: Four, _: Four) -> Four
  static func lessOrEqual(_ a: Four, _ b: Four, _: Four) -> Four
  static func equal(_ a: Four, _ b: Four, _: Four) -> Four
  /// b where the mask is all ones, else a.
  static func choose(_ a: Four, _ b: Four, _ mask: Four) -> Four
}

extension Float: LaneScalar {
  @_transparent static func addProduct(_ c: Four, _ a: Four, _ b: Four) -> Four {
    lanes_product4(a, b, c)
  }
  @_transparent static func divide(_ a: Four, _ b: Four, _: Four) -> Four { lanes_quotient4(a, b) }
  @_transparent static func root(_ a: Four, _: Four, _: Four) -> Four { lanes_root4(a) }
  @_transparent static func less(_ a: Four, _ b: Four, _: Four) -> Four { lanes_less4(a, b) }
  @_transparent static func lessOrEqual(_ a: Four, _ b: Four, _: Four) -> Four {
    lanes_lessOrEqual4(a, b)
  }
  @_transparent static func equal(_ a: Four, _ b: Four, _: Four) -> Four { lanes_equal4(a, b) }
  @_transparent static func choose(_ a: Four, _ b: Four, _ mask: Four) -> Four {
    lanes_choice4(a, b, mask)
  }
}

extension Double: LaneScalar {
  @_transparent
  private static func each(
    _ a: Four, _ b: Four, _ c: Four,
    _ f: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>) -> SIMD2<Double>
  ) -> Four {
    Four(lowHalf: f(a.lowHalf, b.lowHalf, c.lowHalf), highHalf: f(a.highHalf, b.highHalf, c.highHalf))
  }
  @_transparent static func addProduct(_ c: Four, _ a: Four, _ b: Four) -> Four {
    each(a, b, c) { lanes_product2($0, $1, $2) }
  }
  @_transparent static func divide(_ a: Four, _ b: Four, _ c: Four) -> Four {
    each(a, b, c) { a, b, _ in lanes_quotient2(a, b) }
  }
  @_transparent static func root(_ a: Four, _ b: Four, _ c: Four) -> Four {
    each(a, b, c) { a, _, _ in lanes_root2(a) }
  }
  @_transparent static func less(_ a: Four, _ b: Four, _ c: Four) -> Four {
    each(a, b, c) { a, b, _ in lanes_less2(a, b) }
  }
  @_transparent static func lessOrEqual(_ a: Four, _ b: Four, _ c: Four) -> Four {
    each(a, b, c) { a, b, _ in lanes_lessOrEqual2(a, b) }
  }
  @_transparent static func equal(_ a: Four, _ b: Four, _ c: Four) -> Four {
    each(a, b, c) { a, b, _ in lanes_equal2(a, b) }
  }
  @_transparent static func choose(_ a: Four, _ b: Four, _ mask: Four) -> Four {
    each(a, b, mask) { lanes_choice2($0, $1, $2) }
  }
}

extension SIMD16 where Scalar: LaneScalar {
  typealias Mask = SIMDMask<SIMD16<Scalar.SIMDMaskScalar>>
  typealias Operation = (SIMD4<Scalar>, SIMD4<Scalar>, SIMD4<Scalar>) -> SIMD4<Scalar>

  @_transparent
  private static func each(_ a: Self, _ b: Self, _ c: Self, _ f: Operation) -> Self {
    Self(
      lowHalf: SIMD8(
        lowHalf: f(a.lowHalf.lowHalf, b.lowHalf.lowHalf, c.lowHalf.lowHalf),
        highHalf: f(a.lowHalf.highHalf, b.lowHalf.highHalf, c.lowHalf.highHalf)),
      highHalf: SIMD8(
        lowHalf: f(a.highHalf.lowHalf, b.highHalf.lowHalf, c.highHalf.lowHalf),
        highHalf: f(a.highHalf.highHalf, b.highHalf.highHalf, c.highHalf.highHalf)))
  }
  @_transparent
  private static func compare(_ a: Self, _ b: Self, _ f: Operation) -> Mask {
    unsafeBitCast(each(a, b, b, f), to: Mask.self)
  }

  @_transparent func addingProduct(_ a: Self, _ b: Self) -> Self {
    Self.each(self, a, b) { Scalar.addProduct($0, $1, $2) }
  }
  @_transparent func addingProduct(_ a: Scalar, _ b: Self) -> Self {
    addingProduct(Self(repeating: a), b)
  }
  @_transparent func addingProduct(_ a: Self, _ b: Scalar) -> Self {
    addingProduct(a, Self(repeating: b))
  }
  @_transparent mutating func addProduct(_ a: Self, _ b: Self) { self = addingProduct(a, b) }
  @_transparent mutating func addProduct(_ a: Scalar, _ b: Self) { self = addingProduct(a, b) }

  @_transparent static func / (a: Self, b: Self) -> Self {
    each(a, b, b) { Scalar.divide($0, $1, $2) }
  }
  @_transparent static func / (a: Scalar, b: Self) -> Self { Self(repeating: a) / b }
  @_transparent static func / (a: Self, b: Scalar) -> Self { a / Self(repeating: b) }
  @_transparent func squareRoot() -> Self { Self.each(self, self, self) { Scalar.root($0, $1, $2) } }

  @_transparent static func .< (a: Self, b: Self) -> Mask {
    compare(a, b) { Scalar.less($0, $1, $2) }
  }
  @_transparent static func .<= (a: Self, b: Self) -> Mask {
    compare(a, b) { Scalar.lessOrEqual($0, $1, $2) }
  }
  @_transparent static func .== (a: Self, b: Self) -> Mask {
    compare(a, b) { Scalar.equal($0, $1, $2) }
  }
  @_transparent static func .!= (a: Self, b: Self) -> Mask { .!(a .== b) }
  @_transparent static func .> (a: Self, b: Self) -> Mask { b .< a }
  @_transparent static func .>= (a: Self, b: Self) -> Mask { b .<= a }
  @_transparent static func .< (a: Self, b: Scalar) -> Mask { a .< Self(repeating: b) }
  @_transparent static func .<= (a: Self, b: Scalar) -> Mask { a .<= Self(repeating: b) }
  @_transparent static func .== (a: Self, b: Scalar) -> Mask { a .== Self(repeating: b) }
  @_transparent static func .!= (a: Self, b: Scalar) -> Mask { a .!= Self(repeating: b) }
  @_transparent static func .> (a: Self, b: Scalar) -> Mask { a .> Self(repeating: b) }
  @_transparent static func .>= (a: Self, b: Scalar) -> Mask { a .>= Self(repeating: b) }

  @_transparent func replacing(with other: Self, where mask: Mask) -> Self {
    Self.each(self, other, unsafeBitCast(mask, to: Self.self)) { Scalar.choose($0, $1, $2) }
  }
  @_transparent func replacing(with other: Scalar, where mask: Mask) -> Self {
    replacing(with: Self(repeating: other), where: mask)
  }
  @_transparent mutating func replace(with other: Self, where mask: Mask) {
    self = replacing(with: other, where: mask)
  }
  @_transparent mutating func replace(with other: Scalar, where mask: Mask) {
    self = replacing(with: other, where: mask)
  }
}
