/// The vector of every kernel: sixteen floats on every CPU, so that the order of a reduction, and with it its
/// bits, is the same everywhere.
typealias Lanes = SIMD16<Float>

extension SIMD16 where Scalar == Float {
  /// The sixteen floats from `pointer` on.
  @inline(__always)
  init(_ pointer: UnsafePointer<Float>) {
    self = UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
  }

  /// The first `width` floats from `pointer` on, then `padding`.
  @_transparent
  init(_ pointer: UnsafePointer<Float>, width: Int, padding: Float = 0) {
    if _fastPath(width == 16) {
      self = Lanes(pointer)
    } else {
      var lanes = Lanes(repeating: padding)
      copy(width, from: pointer, to: &lanes)
      self = lanes
    }
  }

  @inline(__always)
  func store(to pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Lanes.self)
  }

  @_transparent
  func store(to pointer: UnsafeMutablePointer<Float>, width: Int) {
    if _fastPath(width == 16) {
      store(to: pointer)
    } else {
      var lanes = self
      copy(width, from: &lanes, to: pointer)
    }
  }

  /// `self * a + b`, rounded once.
  @_transparent
  func times(_ a: Lanes, plus b: Lanes) -> Lanes { b.addingProduct(self, a) }

  @_transparent
  func times(_ a: Lanes, plus b: Float) -> Lanes { times(a, plus: Lanes(repeating: b)) }

  @_transparent
  func times(_ a: Float, plus b: Float) -> Lanes { times(Lanes(repeating: a), plus: b) }

  /// The sum in a fixed tree: halves added until one is left.
  @inline(__always)
  var treeSum: Float {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  /// The largest number, in the same tree: without branches, which would be guessed wrong half the time.
  @inline(__always)
  var treeMax: Float {
    let eight = lowHalf.replacing(with: highHalf, where: highHalf .> lowHalf)
    let (low, high) = (eight.lowHalf, eight.highHalf)
    let four = low.replacing(with: high, where: high .> low)
    let across = SIMD4(four.z, four.w, four.x, four.y)
    let two = four.replacing(with: across, where: across .> four)
    let other = SIMD4(two.y, two.x, two.w, two.z)
    return two.replacing(with: other, where: other .> two).x
  }
}

/// Copies part of a vector through memory: passed in registers it would be split into four, and with it all
/// arithmetic on a vector that may or may not be a tail.
@inline(never)
private func copy(_ count: Int, from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
  target.copyMemory(from: source, byteCount: count * 4)
}
