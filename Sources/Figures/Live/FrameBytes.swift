/// The bytes of a frame, of which a page draws it: little-endian words of 32 bits, numbers in single precision.
/// The hash of all frames of a run shows whether two runs are equal.
struct FrameBytes {
  private(set) var bytes: [UInt8] = []

  /// The kind of a part, before its content.
  enum Part: UInt32 {
    case text = 1
    case plots, images
  }

  mutating func append(_ part: Part) { append(part.rawValue) }

  mutating func append(_ number: Int) { append(UInt32(truncatingIfNeeded: number)) }

  mutating func append(_ number: Float) { append(number.bitPattern) }

  mutating func append(_ word: UInt32) {
    bytes.append(UInt8(truncatingIfNeeded: word))
    bytes.append(UInt8(truncatingIfNeeded: word >> 8))
    bytes.append(UInt8(truncatingIfNeeded: word >> 16))
    bytes.append(UInt8(truncatingIfNeeded: word >> 24))
  }

  /// A text: the number of its bytes, and these up to a whole word.
  mutating func append(_ text: String) {
    let code = Array(text.utf8)
    append(code.count)
    bytes += code
    while bytes.count % 4 != 0 { bytes.append(0) }
  }

  mutating func append(_ mark: LiveMark) {
    append(mark.kind.rawValue)
    append(mark.count)
    for numbers in mark.numbers {
      for number in numbers { append(Float(number)) }
    }
  }
}
