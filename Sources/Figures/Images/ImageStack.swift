import Tensors

/// Images of one size: numbers in the order `[count, height, width, channels]`.
struct ImageStack {
  let count: Int
  let height: Int
  let width: Int
  let channels: Int
  let values: [Float]

  /// Images of shape `[height, width]`, `[count, height, width]` or `[count, height, width, channels]`,
  /// with one channel (gray) or three (red, green, blue). Traps on any other shape, naming the figure.
  init(_ images: Tensor, for figure: String) {
    let size =
      switch images.shape.rank {
      case 2: [1] + images.shape.lengths + [1]
      case 3: images.shape.lengths + [1]
      default: images.shape.lengths
      }
    require(
      size.count == 4 && (size[3] == 1 || size[3] == 3),
      "\(figure): \(images.shape): images have the shape [count, height, width] or "
        + "[count, height, width, channels] with 1 or 3 channels")
    (count, height, width, channels) = (size[0], size[1], size[2], size[3])
    values = images.scalars
  }

  /// An image with each pixel enlarged to `scale` × `scale`; values that are not finite are transparent.
  func pixels(_ index: Int, scale: Int, range: ClosedRange<Float>) -> Pixels {
    var pixels = Pixels(
      width: width * scale, height: height * scale, channels: channels == 1 ? .grayAlpha : .rgba)
    let factor = 255 / (range.upperBound - range.lowerBound)
    for y in 0..<height {
      for x in 0..<width {
        let start = ((index * height + y) * width + x) * channels
        let numbers = values[start..<start + channels]
        guard numbers.allSatisfy(\.isFinite) else { continue }
        let pixel =
          numbers.map { UInt8(max(0, min(255, (($0 - range.lowerBound) * factor).rounded()))) }
          + [255]
        for dy in 0..<scale {
          for dx in 0..<scale { pixels[x * scale + dx, y * scale + dy] = pixel }
        }
      }
    }
    return pixels
  }

  /// The number of values that are not finite.
  var missing: Int { values.count { !$0.isFinite } }
}
