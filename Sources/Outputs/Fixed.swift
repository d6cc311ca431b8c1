extension BinaryFloatingPoint {
  /// The number with a fixed number of decimals, correctly rounded, the same characters everywhere:
  /// `2.345.fixed(1)` is `2.3`. Zero has no sign, nor has a negative number that rounds to zero: so it is in
  /// tensors and figures too. Only Swift's own exact text of a number keeps it, `-0.0`.
  ///
  /// - Parameter decimals: the digits after the point.
  /// - Returns: the text; `inf`, `-inf` or `nan` for a number that is not finite.
  public func fixed(_ decimals: Int) -> String {
    guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
    let digits = ExactDecimal(Double(self).magnitude, decimals: max(0, decimals)).text
    let isZero = !digits.utf8.contains { (49...57).contains($0) }
    return self < 0 && !isZero ? "-" + digits : digits
  }
}

/// A number that is not negative, rounded to some decimals from all of its binary digits; one that lies half-way is
/// rounded to the even digit.
private struct ExactDecimal {
  /// The digits, those after the point included.
  private var digits: [UInt8]
  private let decimals: Int

  init(_ value: Double, decimals: Int) {
    self.decimals = decimals
    let whole = value.rounded(.towardZero)
    digits = Self.digits(of: whole)
    // The binary fraction, 32 bits to a word from the least; each multiplication by ten carries the next digit out.
    var fraction: [UInt32] = []
    var rest = value - whole
    while rest > 0 {
      rest *= 4_294_967_296
      let word = UInt32(rest)
      fraction.append(word)
      rest -= Double(word)
    }
    fraction.reverse()
    for _ in 0..<decimals {
      var carry: UInt64 = 0
      for index in fraction.indices {
        let product = UInt64(fraction[index]) * 10 + carry
        fraction[index] = UInt32(truncatingIfNeeded: product)
        carry = product >> 32
      }
      digits.append(UInt8(carry))
    }
    if Self.roundsUp(fraction, after: digits[digits.count - 1]) { increment() }
  }

  private static func roundsUp(_ fraction: [UInt32], after digit: UInt8) -> Bool {
    guard let high = fraction.last else { return false }
    let isHalf = high == 0x8000_0000 && fraction.dropLast().allSatisfy { $0 == 0 }
    return isHalf ? digit % 2 == 1 : high >= 0x8000_0000
  }

  private mutating func increment() {
    var place = digits.count - 1
    while place >= 0 && digits[place] == 9 {
      digits[place] = 0
      place -= 1
    }
    if place >= 0 { digits[place] += 1 } else { digits.insert(1, at: 0) }
  }

  /// The digits of a whole number of any size.
  private static func digits(of whole: Double) -> [UInt8] {
    var words: [UInt32] = []
    var rest = whole
    while rest > 0 {
      let high = (rest / 4_294_967_296).rounded(.towardZero)
      words.append(UInt32(rest - high * 4_294_967_296))
      rest = high
    }
    var digits: [UInt8] = []
    while words.contains(where: { $0 != 0 }) {
      var remainder: UInt64 = 0
      for index in words.indices.reversed() {
        let part = remainder << 32 | UInt64(words[index])
        words[index] = UInt32(part / 10)
        remainder = part % 10
      }
      digits.append(UInt8(remainder))
    }
    digits.reverse()
    return digits.isEmpty ? [0] : digits
  }

  var text: String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index == digits.count - decimals { text += "." }
      text.append(Character(Unicode.Scalar(48 + digit)))
    }
    return text
  }
}
