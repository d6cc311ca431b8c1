/// A sequence of random numbers that advances as it is used. The n-th number is a function of the
/// stream's key and n alone, so a fill gives the same bits on any number of threads.
///
/// Numbers are made in groups of 64, four words of sixteen Philox blocks; each draw starts a new group.
public final class RandomStream {
  let key: UInt64
  var nextBlock: UInt64 = 0

  init(key: UInt64) {
    self.key = key
    StreamPosition.add(self)
  }

  deinit { StreamPosition.remove(self) }

  /// Groups of 64 that a thread makes at once.
  private static let groupsPerChunk = 256

  /// `count` numbers of the normal distribution with mean 0 and variance 1 (Box and Muller 1958).
  func fillNormal(_ count: Int, into out: UnsafeMutablePointer<Float>) {
    fill(count, into: out) { words in
      let (a, b) = RandomStream.normalPair(words.0, words.1)
      let (c, d) = RandomStream.normalPair(words.2, words.3)
      return (a, b, c, d)
    }
  }

  /// `count` numbers spread evenly from `range`'s lower bound to just below its upper one.
  func fillUniform(
    _ count: Int, in range: ClosedRange<Float> = 0...1, into out: UnsafeMutablePointer<Float>
  ) {
    let low = Lanes(repeating: range.lowerBound)
    let width = Lanes(repeating: range.upperBound - range.lowerBound)
    fill(count, into: out) { words in
      (
        RandomStream.unit(words.0).times(width, plus: low),
        RandomStream.unit(words.1).times(width, plus: low),
        RandomStream.unit(words.2).times(width, plus: low),
        RandomStream.unit(words.3).times(width, plus: low)
      )
    }
  }

  /// One number of the normal distribution with mean 0 and variance 1.
  public func normal() -> Float {
    var value: Float = 0
    fillNormal(1, into: &value)
    return value
  }

  /// One number from 0 up to but not including 1.
  public func uniform() -> Float {
    var value: Float = 0
    fillUniform(1, into: &value)
    return value
  }

  /// `count` integers from 0 up to but not including `below`.
  public func integers(_ count: Int, below: Int) -> [Int] {
    require(below > 0, "integers: below must be positive, not \(below)")
    var result: [Int] = []
    result.reserveCapacity(count)
    while result.count < count {
      let words = nextWords()
      for lane in 0..<16 where result.count < count {
        for (high, low) in [(words.0, words.1), (words.2, words.3)] where result.count < count {
          let word = UInt64(high[lane]) << 32 | UInt64(low[lane])
          result.append(Int(word.multipliedFullWidth(by: UInt64(below)).high))
        }
      }
    }
    return result
  }

  /// The numbers from 0 up to but not including `count` in random order (Fisher and Yates 1938).
  public func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    guard count > 1 else { return order }
    let draws = integers(count, below: Int.max)
    for i in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(i, Int(UInt64(draws[i]).multipliedFullWidth(by: UInt64(2 * (i + 1))).high))
    }
    return order
  }

  private func nextWords() -> (Philox.Words, Philox.Words, Philox.Words, Philox.Words) {
    defer { nextBlock &+= 16 }
    return Philox.blocks(from: nextBlock, key: key)
  }

  /// Fills `out` with what `make` turns groups of words into.
  @inline(__always)
  private func fill(
    _ count: Int, into out: UnsafeMutablePointer<Float>,
    _ make: ((Philox.Words, Philox.Words, Philox.Words, Philox.Words)) -> (
      Lanes, Lanes, Lanes, Lanes
    )
  ) {
    let (first, key) = (nextBlock, key)
    let groups = (count + 63) / 64
    let groupsPerChunk = RandomStream.groupsPerChunk
    parallel(chunks: (groups + groupsPerChunk - 1) / groupsPerChunk) { chunk in
      for group in chunk * groupsPerChunk..<min(groups, (chunk + 1) * groupsPerChunk) {
        let made = make(Philox.blocks(from: first &+ UInt64(group * 16), key: key))
        let target = out + group * 64
        let rest = count - group * 64
        if rest >= 64 {
          made.0.store(to: target)
          made.1.store(to: target + 16)
          made.2.store(to: target + 32)
          made.3.store(to: target + 48)
        } else {
          made.0.store(to: target, first: min(16, rest))
          if rest > 16 { made.1.store(to: target + 16, first: min(16, rest - 16)) }
          if rest > 32 { made.2.store(to: target + 32, first: min(16, rest - 32)) }
          if rest > 48 { made.3.store(to: target + 48, first: rest - 48) }
        }
      }
    }
    nextBlock &+= UInt64(groups * 16)
  }

  /// Multiples of 2⁻²⁴ from 0 up to but not including 1.
  @inline(__always)
  private static func unit(_ words: Philox.Words) -> Lanes {
    Lanes(SIMD16<Int32>(truncatingIfNeeded: words &>> 8)) * 0x1p-24
  }

  /// Two independent normal numbers from two words. The radius uses 31 bits, so that the tails reach
  /// 6.7 deviations.
  @inline(__always)
  private static func normalPair(_ a: Philox.Words, _ b: Philox.Words) -> (Lanes, Lanes) {
    let positive = Lanes(SIMD16<Int32>(truncatingIfNeeded: a &>> 1))
      .times(Lanes(repeating: 0x1p-31), plus: 0x1p-32)
    let radius = (-2 * log(positive)).squareRoot()
    let direction = sineAndCosine(turns: unit(b))
    return (radius * direction.cosine, radius * direction.sine)
  }
}
