/// An angle in radians as quarter turns and a remainder within ± π/4: the first step of a sine or cosine.
struct QuarterTurns {
  /// Meaningful in its last two bits.
  let count: Int
  let remainder: DoubleDouble

  init(_ x: Double) {
    (count, remainder) =
      !x.isFinite
      ? (0, DoubleDouble(.nan))
      : Swift.abs(x) < 1_048_576 ? QuarterTurns.moderate(x) : QuarterTurns.large(x)
  }

  /// Takes π/2 off in three parts; the first product is exact (Cody and Waite 1980).
  private static func moderate(_ x: Double) -> (Int, DoubleDouble) {
    let n = (x * 0.636_619_772_367_581_343).rounded(.toNearestOrEven)
    let first = x.addingProduct(-n, 1.5707963267948966)
    let product = DoubleDouble(multiplying: n, 6.123233995736766e-17)
    let second = DoubleDouble(adding: first, -product.high)
    let tail = (second.low - product.low).addingProduct(-n, -1.4973849048591698e-33)
    return (Int(n), DoubleDouble(larger: second.high, smaller: tail))
  }

  /// Multiplies by the bits of 2/π between whole turns and the precision (Payne and Hanek 1983).
  private static func large(_ x: Double) -> (Int, DoubleDouble) {
    // |x| = significand · 2^exponent, an integer of 53 bits scaled up.
    let significand = x.significandBitPattern | 1 << 52
    let exponent = Int(x.exponent) - 52
    // Bits of 2/π worth 2^(2 − exponent) or more give multiples of 4 and are left out.
    let bits = (0..<3).map { twoOverPi(from: exponent - 2 + 64 * $0) }
    // significand · bits modulo 2¹⁹², of which the top 128 bits: quarter turns in the first two.
    var fraction = UInt128(significand) &* (UInt128(bits[0]) << 64 | UInt128(bits[1]))
    fraction &+= UInt128(significand.multipliedFullWidth(by: bits[2]).high)
    var turns = Int(fraction >> 126)
    fraction <<= 2
    // Past half a quarter turn, count one more and look back from there.
    let looksBack = fraction >> 127 == 1
    if looksBack {
      turns += 1
      fraction = ~fraction
    }
    let zeros = fraction.leadingZeroBitCount
    fraction <<= zeros
    // The first 53 bits, and the next 64.
    let scale = Double(sign: .plus, exponent: -53 - zeros, significand: 1)
    let top = Double(UInt64(truncatingIfNeeded: fraction >> 75)) * scale
    let rest = Double(UInt64(truncatingIfNeeded: fraction >> 11)) * 0x1p-64 * scale
    let product = DoubleDouble(multiplying: top, 1.5707963267948966)
    let tail = product.low + top * 6.123233995736766e-17 + rest * 1.5707963267948966
    let size = DoubleDouble(larger: product.high, smaller: tail)
    let sign: Double = looksBack != (x < 0) ? -1 : 1
    return (x < 0 ? -turns : turns, DoubleDouble(sign * size.high, sign * size.low))
  }

  /// The 64 bits of 2/π from binary place `bit` on.
  private static func twoOverPi(from bit: Int) -> UInt64 {
    let (word, shift) = ((bit >> 6) + 1, bit & 63)
    return twoOverPi[word] << shift | twoOverPi[word + 1] >> (64 - shift)
  }

  /// 2/π as a binary fraction, the most significant word first, after a word before the point.
  private static let twoOverPi: [UInt64] = [
    0, 0xA2F9_836E_4E44_1529, 0xFC27_57D1_F534_DDC0, 0xDB62_9599_3C43_9041,
    0xFE51_63AB_DEBB_C561, 0xB724_6E3A_424D_D2E0, 0x0649_2EEA_09D1_921C, 0xFE1D_EB1C_B129_A73E,
    0xE882_35F5_2EBB_4484, 0xE99C_7026_B45F_7E41, 0x3991_D639_8353_39F4, 0x9C84_5F8B_BDF9_283B,
    0x1FF8_97FF_DE05_980F, 0xEF2F_118B_5A0A_6D1F, 0x6D36_7ECF_27CB_09B7, 0x4F46_3F66_9E5F_EA2D,
    0x7527_BAC7_EBE5_F17B, 0x3D07_39F7_8A52_92EA, 0x6BFB_5FB1_1F8D_5D08, 0x5603_3046_FC7B_6BAB,
  ]
}
