import CPNG

extension Pixels {
  /// The raster as a PNG. The same pixels are the same bytes: libpng's simplified interface writes no
  /// dates, and it keeps its long jumps to itself, which Swift could not survive.
  func png() -> [UInt8] {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(width)
    image.height = png_uint_32(height)
    image.format = channels.format
    // Larger than any PNG of these pixels, even one that does not compress.
    var size = bytes.count + bytes.count / 8 + height * 8 + 4096
    var result = [UInt8](repeating: 0, count: size)
    let succeeded = png_image_write_to_memory(&image, &result, &size, 0, bytes, 0, nil)
    require(succeeded != 0, "PNG: \(width) × \(height) pixels cannot be written")
    return Array(result[..<size])
  }
}

extension Pixels.Channels {
  fileprivate var format: png_uint_32 {
    switch self {
    case .gray: 0
    case .grayAlpha: png_uint_32(PNG_FORMAT_FLAG_ALPHA)
    case .rgb: png_uint_32(PNG_FORMAT_FLAG_COLOR)
    case .rgba: png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
    }
  }
}
