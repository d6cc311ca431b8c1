import Foundation

/// The checksum by which a checkpoint's file shows that it is whole: the first entry of the metadata of a
/// safetensors file, over all its bytes, its own digits taken as zeros.
public enum CheckpointChecksum {
  private static let opening = Array("{\"__metadata__\":{\"\(key)\":\"".utf8)
  private static let digits = 16
  private static var place: Range<Int> { 8 + opening.count..<8 + opening.count + digits }

  /// The key of the metadata's entry, which must be the first.
  public static let key = "checksum"
  /// The entry's value before the checksum is written.
  public static let blank = String(repeating: "0", count: digits)

  /// Writes the checksum of a file's bytes in the place of its blank value.
  public static func write(into data: inout Data) {
    data.replaceSubrange(place, with: text(of(data)))
  }

  /// Compares a file's bytes with their checksum.
  ///
  /// - Returns: what is wrong with them; nil where nothing is.
  public static func fault(in data: Data) -> String? {
    var data = data
    guard data.count >= place.upperBound,
      data[8..<place.lowerBound].elementsEqual(opening)
    else { return "it is truncated or not a checkpoint" }
    let written = Array(data[place])
    data.replaceSubrange(place, with: blank.utf8)
    return written == text(of(data)) ? nil : "its checksum does not match its bytes"
  }

  /// FNV-1a (Fowler, Noll and Vo 1991) on words of eight bytes in four lanes. Each step is a bijection, so
  /// a change in one word always changes the sum. It detects accidents, not forgery.
  public static func of(_ data: Data) -> UInt64 {
    let prime: UInt64 = 0x100_0000_01B3
    var lanes = SIMD4<UInt64>(1, 2, 3, 4) &+ 0xCBF2_9CE4_8422_2325
    return data.withUnsafeBytes { bytes in
      let whole = bytes.count / 32 * 32
      for offset in stride(from: 0, to: whole, by: 32) {
        lanes ^= bytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
        lanes &*= prime
        // Mixes the high bits, into which the product carries, back into the low ones.
        lanes ^= lanes &>> 32
      }
      var sum = UInt64(bytes.count)
      for lane in 0..<4 { sum = (sum ^ lanes[lane]) &* prime }
      for byte in bytes[whole...] { sum = (sum ^ UInt64(byte)) &* prime }
      return sum ^ sum &>> 32
    }
  }

  private static func text(_ sum: UInt64) -> [UInt8] {
    let text = String(sum, radix: 16)
    return Array((String(repeating: "0", count: digits - text.count) + text).utf8)
  }
}
