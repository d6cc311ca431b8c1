/// A raster of 8-bit pixels, in rows from the top, initially transparent.
struct Pixels: Equatable {
  /// The channels of a pixel; the raw value is its number of bytes.
  enum Channels: Int {
    case grayAlpha = 2
    case rgba = 4
  }

  let width: Int
  let height: Int
  let channels: Channels
  private(set) var bytes: [UInt8]

  init(width: Int, height: Int, channels: Channels) {
    (self.width, self.height, self.channels) = (width, height, channels)
    bytes = [UInt8](repeating: 0, count: width * height * channels.rawValue)
  }

  /// The bytes of the pixel in this column and row.
  subscript(x: Int, y: Int) -> [UInt8] {
    get {
      Array(bytes[(y * width + x) * channels.rawValue..<(y * width + x + 1) * channels.rawValue])
    }
    set {
      let start = (y * width + x) * channels.rawValue
      for (offset, byte) in newValue.enumerated() { bytes[start + offset] = byte }
    }
  }

  /// Copies `other`, which has the same channels, with its top left corner at this place.
  mutating func paste(_ other: Pixels, x: Int, y: Int) {
    let count = other.width * channels.rawValue
    for row in 0..<other.height {
      let (source, target) = (row * count, ((y + row) * width + x) * channels.rawValue)
      bytes.replaceSubrange(target..<target + count, with: other.bytes[source..<source + count])
    }
  }
}
