import Foundation

/// How a checkpoint's file tells that it is whole: a safetensors file whose metadata begins with the
/// checksum of all its bytes, the checksum's own digits taken as zeros.
public enum CheckpointSeal {
  private static let opening = Array("{\"__metadata__\":{\"\(name)\":\"".utf8)
  private static let digits = 16
  private static var place: Range<Int> { 8 + opening.count..<8 + opening.count + digits }

  /// The metadata's first entry, before sealing.
  public static let name = "checksum"
  public static let blank = String(repeating: "0", count: digits)

  /// Writes the checksum into a file's bytes, in which it is blank.
  public static func seal(_ data: inout Data) {
    data.replaceSubrange(place, with: text(checksum(data)))
  }

  /// What is wrong with a file's bytes; nil where they are those that were written.
  public static func fault(in data: Data) -> String? {
    var data = data
    guard data.count >= place.upperBound,
      data[8..<place.lowerBound].elementsEqual(opening)
    else { return "it is cut off or no checkpoint" }
    let written = Array(data[place])
    data.replaceSubrange(place, with: blank.utf8)
    return written == text(checksum(data))
      ? nil : "its bytes are not those that were written"
  }

  /// FNV-1a on words of eight bytes in four lanes: each step is a bijection, so that a change in one word
  /// always shows. Against accidents, not against forgers.
  public static func checksum(_ data: Data) -> UInt64 {
    let prime: UInt64 = 0x100_0000_01B3
    var lanes = SIMD4<UInt64>(1, 2, 3, 4) &+ 0xCBF2_9CE4_8422_2325
    return data.withUnsafeBytes { bytes in
      let whole = bytes.count / 32 * 32
      for offset in stride(from: 0, to: whole, by: 32) {
        lanes ^= bytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
        lanes &*= prime
        // The high bits, into which the product carried everything, come back down.
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
