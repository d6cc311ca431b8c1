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
    self.init(repeating: padding)
    for lane in 0..<count { self[lane] = pointer[lane] }
  }

  @inline(__always)
  func store(to pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Lanes.self)
  }

  @inline(__always)
  func store(to pointer: UnsafeMutablePointer<Float>, first count: Int) {
    for lane in 0..<count { pointer[lane] = self[lane] }
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
}
