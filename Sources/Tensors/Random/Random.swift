/// The source of a chapter's randomness: independent named streams under one seed, so that drawing more
/// from one stream leaves every other stream's numbers alone.
public struct Random {
  /// The seed of all streams.
  public let seed: UInt64

  /// Streams under a seed, all of whose bits matter: neighboring seeds are unrelated.
  public init(seed: UInt64) { self.seed = seed }

  /// The stream of this name, at its beginning.
  public func stream(_ name: String) -> RandomStream {
    // FNV-1a over the name, then the seed, each spread over all 64 bits.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return RandomStream(key: Random.mixed(Random.mixed(hash) ^ seed))
  }

  /// A bijection of 64-bit words in which each input bit flips half of the output bits (SplitMix64's
  /// finalizer, Steele, Lea and Flood 2014).
  private static func mixed(_ word: UInt64) -> UInt64 {
    var z = word &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
