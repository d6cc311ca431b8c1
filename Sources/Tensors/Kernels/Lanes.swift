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
  @inline(__always)
  init(_ pointer: UnsafePointer<Float>, first count: Int, padding: Float = 0) {
    var lanes = Lanes(repeating: padding)
    lanes.take(from: pointer, first: count)
    self = lanes
  }

  // Both ways a vector goes through memory: handed over in registers it would be cut into four, and with
  // it, wherever a strip may be whole or not, all that is computed from it.

  @inline(never)
  private mutating func take(from pointer: UnsafePointer<Float>, first count: Int) {
    withUnsafeMutableBytes(of: &self) {
      UnsafeMutableRawPointer($0.baseAddress!).copyMemory(from: pointer, byteCount: count * 4)
    }
  }

  @inline(never)
  private mutating func put(to pointer: UnsafeMutablePointer<Float>, first count: Int) {
    withUnsafeBytes(of: &self) {
      UnsafeMutableRawPointer(pointer).copyMemory(from: $0.baseAddress!, byteCount: count * 4)
    }
  }

  @inline(__always)
  func store(to pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Lanes.self)
  }

  @inline(__always)
  func store(to pointer: UnsafeMutablePointer<Float>, first count: Int) {
    var lanes = self
    lanes.put(to: pointer, first: count)
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
