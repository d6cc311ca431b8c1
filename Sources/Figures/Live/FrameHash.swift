import Outputs

/// The hash of a sequence of frames: that of the hash so far and the next frame's bytes.
struct FrameHash {
  /// 64 hexadecimal digits; empty before the first frame.
  private(set) var text = ""

  mutating func add(_ frame: [UInt8]) { text = SHA256.hex(Array(text.utf8) + frame) }
}
