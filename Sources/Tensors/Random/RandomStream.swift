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

  /// `count` numbers of the normal distribution with mean 0 and variance 1 (Box and Muller 1958).
  func fillNormal(_ count: Int, into out: UnsafeMutablePointer<Float>) {
    forGroups(count) { fill($0, of: count, from: $1, key, into: out, normalPair) }
  }

  /// `count` numbers spread evenly from `range`'s lower bound to just below its upper one.
  func fillUniform(
    _ count: Int, in range: ClosedRange<Float> = 0...1, into out: UnsafeMutablePointer<Float>
  ) {
    let low = Lanes(repeating: range.lowerBound)
    let width = Lanes(repeating: range.upperBound - range.lowerBound)
    forGroups(count) {
      @_transparent func pair(_ a: Philox.Words, _ b: Philox.Words) -> (Lanes, Lanes) {
        (unit(a).times(width, plus: low), unit(b).times(width, plus: low))
      }
      fill($0, of: count, from: $1, key, into: out, pair)
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

  /// A tensor of numbers from the normal distribution with mean 0 and variance 1.
  public func normal(_ shape: Shape) -> Tensor {
    let result = Tensor(uninitialized: shape)
    fillNormal(shape.count, into: result.pointer)
    return result
  }

  /// A tensor of numbers spread evenly from `range`'s lower bound to just below its upper one.
  public func uniform(_ shape: Shape, in range: ClosedRange<Float> = 0...1) -> Tensor {
    let result = Tensor(uninitialized: shape)
    fillUniform(shape.count, in: range, into: result.pointer)
    return result
  }

  /// `count` integers from 0 up to but not including `below`.
  public func integers(_ count: Int, below: Int) -> [Int] {
    require(below > 0, "integers: below must be positive, not \(below)")
    return draws(count, below: UInt64(below)).map { Int($0) }
  }

  /// The same where an `Int` may have 32 bits.
  private func draws(_ count: Int, below: UInt64) -> [UInt64] {
    var result: [UInt64] = []
    result.reserveCapacity(count + 31)
    while result.count < count {
      let words = Philox.blocks(from: nextBlock, key: key)
      nextBlock &+= 16
      for lane in 0..<16 {
        for (high, low) in [(words.0[lane], words.1[lane]), (words.2[lane], words.3[lane])] {
          let word = UInt64(high) << 32 | UInt64(low)
          result.append(word.multipliedFullWidth(by: below).high)
        }
      }
    }
    return Array(result.prefix(count))
  }

  /// The numbers from 0 up to but not including `count` in random order (Fisher and Yates 1938).
  public func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    guard count > 1 else { return order }
    let draws = draws(count, below: UInt64(Int64.max))
    for i in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(i, Int(draws[i].multipliedFullWidth(by: UInt64(2 * (i + 1))).high))
    }
    return order
  }

  /// `body` with groups of the next `count` numbers and the first one's block, in parallel.
  private func forGroups(_ count: Int, _ body: (Range<Int>, _ first: UInt64) -> Void) {
    let (first, groups) = (nextBlock, (count + 63) / 64)
    parallel(rows: groups, of: 64) { body($0, first) }
    nextBlock &+= UInt64(groups * 16)
  }
}

/// Fills groups of `count` numbers with what `pair` turns two words each into.
@_transparent
private func fill(
  _ groups: Range<Int>, of count: Int, from first: UInt64, _ key: UInt64,
  into out: UnsafeMutablePointer<Float>, _ pair: (Philox.Words, Philox.Words) -> (Lanes, Lanes)
) {
  for group in groups {
    let words = Philox.blocks(from: first &+ UInt64(group * 16), key: key)
    let (a, b) = pair(words.0, words.1)
    let (c, d) = pair(words.2, words.3)
    let (target, rest) = (out + group * 64, count - group * 64)
    a.store(to: target, width: min(16, rest))
    if rest > 16 { b.store(to: target + 16, width: min(16, rest - 16)) }
    if rest > 32 { c.store(to: target + 32, width: min(16, rest - 32)) }
    if rest > 48 { d.store(to: target + 48, width: min(16, rest - 48)) }
  }
}

/// Two independent normal numbers from two words. The radius uses 31 bits: the tails reach 6.7.
@_transparent
private func normalPair(_ a: Philox.Words, _ b: Philox.Words) -> (Lanes, Lanes) {
  let positive = Lanes(a &>> 1).times(0x1p-31, plus: 0x1p-32)
  let radius = (-2 * log(positive)).squareRoot()
  let direction = sineAndCosine(turns: unit(b))
  return (radius * direction.cosine, radius * direction.sine)
}

/// Multiples of 2⁻²⁴ from 0 up to but not including 1.
@_transparent
private func unit(_ words: Philox.Words) -> Lanes { Lanes(words &>> 8) * 0x1p-24 }
