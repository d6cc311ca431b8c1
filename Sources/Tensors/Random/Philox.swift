/// Philox4x32-10: sixteen blocks of four random words at once, each a function of its counter and key
/// alone (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
enum Philox {
  typealias Words = SIMD16<UInt32>

  /// The blocks for sixteen counters: word w of block i is lane i of the w-th vector.
  @inline(__always)
  static func blocks(
    counter: (Words, Words, Words, Words), key: (UInt32, UInt32)
  ) -> (Words, Words, Words, Words) {
    var (x0, x1, x2, x3) = counter
    var (key0, key1) = key
    for _ in 0..<10 {
      let (high0, low0) = product(x0, 0xD251_1F53)
      let (high1, low1) = product(x2, 0xCD9E_8D57)
      (x0, x1, x2, x3) = (high1 ^ x1 ^ key0, low1, high0 ^ x3 ^ key1, low0)
      key0 &+= 0x9E37_79B9
      key1 &+= 0xBB67_AE85
    }
    return (x0, x1, x2, x3)
  }

  /// The sixteen blocks from `first` on, counting in the low 64 bits.
  @inline(__always)
  static func blocks(from first: UInt64, key: UInt64) -> (Words, Words, Words, Words) {
    let counter = first &+ SIMD16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    let zero = Words(repeating: 0)
    return blocks(
      counter: (
        Words(truncatingIfNeeded: counter), Words(truncatingIfNeeded: counter &>> 32), zero, zero
      ),
      key: (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32)))
  }

  /// High and low halves of the 64-bit products.
  @inline(__always)
  private static func product(_ x: Words, _ multiplier: UInt32) -> (high: Words, low: Words) {
    // Of the odd lanes and of the even ones, each in 64 bits of its own.
    let pairs = unsafeBitCast(x, to: SIMD8<UInt64>.self)
    let odd = (pairs &>> 32) &* UInt64(multiplier)
    let even = (pairs & 0xFFFF_FFFF) &* UInt64(multiplier)
    let high = odd & 0xFFFF_FFFF_0000_0000 | even &>> 32
    return (unsafeBitCast(high, to: Words.self), x &* multiplier)
  }
}
