/// An angle in radians as a whole number of quarter turns and what is left, within ± π/4: the first
/// step of every sine and cosine.
struct QuarterTurns {
  /// Meaningful in its last two bits.
  let count: Int
  let remainder: Double
  /// What rounding `remainder` lost.
  let remainderTail: Double

  init(_ x: Double) {
    if Swift.abs(x) < 1_048_576 {
      self.init(moderate: x)
    } else if x.isFinite {
      self.init(large: x)
    } else {
      self.init(count: 0, remainder: .nan, remainderTail: 0)
    }
  }

  private init(count: Int, remainder: Double, remainderTail: Double) {
    self.count = count
    self.remainder = remainder
    self.remainderTail = remainderTail
  }

  /// Takes π/2 off in three parts; the first product is exact (Cody and Waite 1980).
  private init(moderate x: Double) {
    let n = (x * 0.636_619_772_367_581_343).rounded(.toNearestOrEven)
    let first = x.addingProduct(-n, 1.5707963267948966)
    // The second leaves a rest, from rounding the product and from the subtraction (two-sum).
    let product = n * 6.123233995736766e-17
    let productRest = (-product).addingProduct(n, 6.123233995736766e-17)
    let second = first - product
    let part = second - first
    let rest = (first - (second - part)) - (product + part) - productRest
    let tail = rest.addingProduct(-n, -1.4973849048591698e-33)
    count = Int(n)
    remainder = second + tail
    remainderTail = (second - remainder) + tail
  }

  /// Multiplies by exactly those bits of 2/π which neither make whole turns nor fall below precision
  /// (Payne and Hanek 1983).
  private init(large x: Double) {
    // |x| = significand · 2^exponent, an integer of 53 bits scaled up.
    let significand = UInt64(Swift.abs(x).significandBitPattern | 1 << 52)
    let exponent = Int(x.exponent) - 52
    // Bits of 2/π worth 2^(2 − exponent) or more give multiples of 4 and are left out.
    let firstBit = exponent - 2
    let window = (0..<3).map { QuarterTurns.twoOverPi(from: firstBit + 64 * $0) }
    // significand · window modulo 2¹⁹², of which the top 128 bits: quarter turns in the first two.
    let low = significand.multipliedFullWidth(by: window[2])
    let middle = significand.multipliedFullWidth(by: window[1])
    var high = significand &* window[0] &+ middle.high
    let (sum, carry) = middle.low.addingReportingOverflow(low.high)
    if carry { high &+= 1 }
    var fraction = (high: high, low: sum)
    var turns = Int(fraction.high >> 62)
    fraction.high = fraction.high << 2 | fraction.low >> 62
    fraction.low <<= 2
    // Past half a quarter turn, count one more and look back from there.
    let looksBack = fraction.high >> 63 == 1
    if looksBack {
      turns += 1
      fraction.low = ~fraction.low
      fraction.high = ~fraction.high
    }
    let zeros = fraction.high.leadingZeroBitCount
    if zeros > 0 && zeros < 64 {
      fraction.high = fraction.high << UInt64(zeros) | fraction.low >> UInt64(64 - zeros)
      fraction.low <<= UInt64(zeros)
    }
    let scale = Double(sign: .plus, exponent: -64 - zeros, significand: 1)
    let top = Double(fraction.high >> 11) * 2048 * scale
    let rest =
      (Double(fraction.high & 2047) + Double(fraction.low >> 11) * 0x1p-53) * scale
    let product = top * 1.5707963267948966
    let productTail =
      (-product).addingProduct(top, 1.5707963267948966)
      + top * 6.123233995736766e-17 + rest * 1.5707963267948966
    let sign: Double = looksBack != (x < 0) ? -1 : 1
    count = x < 0 ? -turns : turns
    remainder = sign * (product + productTail)
    remainderTail = sign * ((product - (product + productTail)) + productTail)
  }

  /// The 64 bits of 2/π from binary place `bit` on; zeros before the point.
  private static func twoOverPi(from bit: Int) -> UInt64 {
    let word = bit >> 6
    let first = word < 0 ? 0 : twoOverPi[word]
    let shift = UInt64(bit & 63)
    return shift == 0 ? first : first << shift | twoOverPi[word + 1] >> (64 - shift)
  }

  /// 2/π as a binary fraction, the most significant word first.
  private static let twoOverPi: [UInt64] = [
    0xA2F9_836E_4E44_1529, 0xFC27_57D1_F534_DDC0, 0xDB62_9599_3C43_9041, 0xFE51_63AB_DEBB_C561,
    0xB724_6E3A_424D_D2E0, 0x0649_2EEA_09D1_921C, 0xFE1D_EB1C_B129_A73E, 0xE882_35F5_2EBB_4484,
    0xE99C_7026_B45F_7E41, 0x3991_D639_8353_39F4, 0x9C84_5F8B_BDF9_283B, 0x1FF8_97FF_DE05_980F,
    0xEF2F_118B_5A0A_6D1F, 0x6D36_7ECF_27CB_09B7, 0x4F46_3F66_9E5F_EA2D, 0x7527_BAC7_EBE5_F17B,
    0x3D07_39F7_8A52_92EA, 0x6BFB_5FB1_1F8D_5D08, 0x5603_3046_FC7B_6BAB, 0xF0CF_BC20_9AF4_361D,
  ]
}
