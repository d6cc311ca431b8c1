/// The vector of every kernel: sixteen floats whatever the CPU's registers hold, so that the order of
/// a reduction, hence its bits, is the same everywhere.
typealias Lanes = SIMD16<Float>

extension SIMD16 where Scalar == Float {
  /// The sixteen floats from `pointer` on.
  @inline(__always)
  init(_ pointer: UnsafePointer<Float>) {
    self = UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
  }

  /// The first `count` floats from `pointer` on, then `padding`.
  ///
  /// In pieces of eight, four and less: lane by lane it would pass through memory.
  @inline(never)
  init(_ pointer: UnsafePointer<Float>, first count: Int, padding: Float = 0) {
    self.init(repeating: padding)
    func load(_ start: Int, _ half: inout SIMD8<Float>) {
      let rest = count - start
      let pointer = pointer + start
      if rest >= 8 {
        half = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
      } else if rest >= 4 {
        half.lowHalf = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Float>.self)
        if rest > 4 { half[4] = pointer[4] }
        if rest > 5 { half[5] = pointer[5] }
        if rest > 6 { half[6] = pointer[6] }
      } else {
        if rest > 0 { half[0] = pointer[0] }
        if rest > 1 { half[1] = pointer[1] }
        if rest > 2 { half[2] = pointer[2] }
      }
    }
    load(0, &lowHalf)
    load(8, &highHalf)
  }

  @inline(__always)
  func store(to pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Lanes.self)
  }

  @inline(never)
  func store(to pointer: UnsafeMutablePointer<Float>, first count: Int) {
    func store(_ start: Int, _ half: SIMD8<Float>) {
      let rest = count - start
      let pointer = pointer + start
      if rest >= 8 {
        UnsafeMutableRawPointer(pointer).storeBytes(of: half, as: SIMD8<Float>.self)
      } else if rest >= 4 {
        UnsafeMutableRawPointer(pointer).storeBytes(of: half.lowHalf, as: SIMD4<Float>.self)
        if rest > 4 { pointer[4] = half[4] }
        if rest > 5 { pointer[5] = half[5] }
        if rest > 6 { pointer[6] = half[6] }
      } else {
        if rest > 0 { pointer[0] = half[0] }
        if rest > 1 { pointer[1] = half[1] }
        if rest > 2 { pointer[2] = half[2] }
      }
    }
    store(0, lowHalf)
    store(8, highHalf)
  }

  /// `self * a + b`, rounded once.
  @inline(__always)
  func times(_ a: Lanes, plus b: Lanes) -> Lanes { b.addingProduct(self, a) }

  /// `self * a + b`, rounded once.
  @inline(__always)
  func times(_ a: Lanes, plus b: Float) -> Lanes { Lanes(repeating: b).addingProduct(self, a) }

  /// The sum in a fixed tree: halves added until one is left.
  @inline(__always)
  var total: Float {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  /// The largest number, in the same tree: without branches, which would be guessed wrong half the time.
  @inline(__always)
  var greatest: Float {
    let eight = lowHalf.replacing(with: highHalf, where: highHalf .> lowHalf)
    let (low, high) = (eight.lowHalf, eight.highHalf)
    let four = low.replacing(with: high, where: high .> low)
    let across = SIMD4(four.z, four.w, four.x, four.y)
    let two = four.replacing(with: across, where: across .> four)
    let other = SIMD4(two.y, two.x, two.w, two.z)
    return two.replacing(with: other, where: other .> two).x
  }
}
