import CPNG
import Tensors

extension Pixels {
  /// The raster as a PNG, with a palette where 256 colors suffice. The same pixels are the same bytes:
  /// libpng's simplified interface writes no dates, and it keeps its long jumps to itself, which would
  /// break Swift code.
  func png() -> [UInt8] {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(width)
    image.height = png_uint_32(height)
    // Larger than any PNG of these pixels, even one that does not compress.
    let palette = Palette256(self)
    let count = palette?.indices.count ?? bytes.count
    var size = count + count / 8 + height * 8 + 4096
    var result = [UInt8](repeating: 0, count: size)
    let succeeded: Int32
    if let palette {
      image.format = png_uint_32(
        PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA | PNG_FORMAT_FLAG_COLORMAP)
      image.colormap_entries = png_uint_32(palette.colors.count / 4)
      succeeded = png_image_write_to_memory(
        &image, &result, &size, 0, palette.indices, 0, palette.colors)
    } else {
      image.format = channels.format
      succeeded = png_image_write_to_memory(&image, &result, &size, 0, bytes, 0, nil)
    }
    require(succeeded != 0, "PNG: \(width) × \(height) pixels cannot be written")
    return Array(result[..<size])
  }
}

extension Pixels.Channels {
  fileprivate var format: png_uint_32 {
    switch self {
    case .grayAlpha: png_uint_32(PNG_FORMAT_FLAG_ALPHA)
    case .rgba: png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
    }
  }
}

/// A raster as indices into a list of at most 256 colors.
struct Palette256 {
  /// Red, green, blue and opacity of each color, one after the other.
  private(set) var colors: [UInt8] = []
  /// The index of each pixel's color.
  private(set) var indices: [UInt8] = []

  /// The palette of a raster; nil where it has more colors.
  init?(_ pixels: Pixels) {
    var places: [UInt32: UInt8] = [:]
    indices.reserveCapacity(pixels.width * pixels.height)
    let size = pixels.channels.rawValue
    var last: (color: UInt32, place: UInt8)?
    for start in stride(from: 0, to: pixels.bytes.count, by: size) {
      let color = Self.color(pixels, start)
      if let last, last.color == color {
        indices.append(last.place)
        continue
      }
      if places[color] == nil {
        guard places.count < 256 else { return nil }
        places[color] = UInt8(places.count)
        for shift in [0, 8, 16, 24] { colors.append(UInt8(truncatingIfNeeded: color >> shift)) }
      }
      let place = places[color] ?? 0
      indices.append(place)
      last = (color, place)
    }
  }

  private static func color(_ pixels: Pixels, _ start: Int) -> UInt32 {
    let bytes = pixels.bytes
    if pixels.channels == .grayAlpha {
      return UInt32(bytes[start]) * 0x010101 | UInt32(bytes[start + 1]) << 24
    }
    return UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16
      | UInt32(bytes[start + 3]) << 24
  }
}
