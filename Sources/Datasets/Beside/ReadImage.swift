import CPNG
import Foundation
import Tensors

/// Reads a PNG image that lies beside the chapter; see `readBytes`.
///
/// ```swift
/// let cat = try readImage("cat.png")   // [height, width, 3]
/// ```
///
/// The samples are those of the file: gamma and color profiles are not applied. Palettes and samples of 1, 2,
/// and 4 bits are expanded; a transparent color becomes a channel of opacity.
///
/// - Parameter name: the file's path in the chapter's folder.
/// - Returns: the samples, `[height, width, channels]` in 0…1: 1 channel for gray, 2 for gray and opacity, 3 for red,
///   green and blue, 4 for these and opacity.
/// - Throws: `DataError` where the file cannot be read, is no PNG or a damaged one, has more than 33,554,432 pixels,
///   or more than 65,535 on a side.
public func readImage(_ name: String) throws -> Tensor {
  try Tensor(png: readBytes(name), file: name)
}

extension Tensor {
  /// The most pixels of an image.
  private static let pixelLimit = 1 << 25
  /// The most pixels of a row and of a column.
  private static let sideLimit = 65_535

  init(png bytes: [UInt8], file: String) throws {
    var image = png_samples()
    guard png_decode(bytes, bytes.count, Self.pixelLimit, Self.sideLimit, &image) else {
      let fault = withUnsafeBytes(of: image.fault) { words in
        String(decoding: words.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw DataError(file, fault)
    }
    defer { free(image.bytes) }
    let shape: Shape = [Int(image.height), Int(image.width), Int(image.channels)]
    let samples = UnsafeRawBufferPointer(
      start: image.bytes, count: shape.count * Int(image.depth) / 8)
    guard image.depth == 16 else {
      self.init(bytes: samples, shape: shape)
      return
    }
    self.init(
      (0..<shape.count).map { Float(Int(samples[2 * $0]) << 8 | Int(samples[2 * $0 + 1])) / 65535 },
      shape: shape)
  }
}
