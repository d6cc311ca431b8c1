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
    Limits.requirePixels(
      size[0], size[1], size[2], of: figure, "show fewer or smaller images")
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

  /// The words about numbers that the picture does not show as they are; nil where it needs none. Pixels that are
  /// not finite are a frame or a mask in many a picture: of these only whole images and infinities are worth
  /// a word. Numbers a little outside of the range are those of a sample, or noise: worth a word are images
  /// that have another range altogether, and numbers of a sampler that diverges.
  ///
  /// - Parameters:
  ///   - range: the numbers that are shown black and white.
  ///   - noun: the name of an image in the figure.
  func note(range: ClosedRange<Float>, noun: String) -> String? {
    let size = height * width * channels
    let empty = (0..<count).count { image in
      size > 0 && values[image * size..<(image + 1) * size].allSatisfy { !$0.isFinite }
    }
    let infinite = values.count { $0.magnitude == .infinity }
    var notes: [String] = []
    if empty > 0 {
      notes.append(
        "\(counted(empty)) of \(counted(count)) \(noun)\(count == 1 ? "" : "s") "
          + "\(empty == 1 ? "has" : "have") no finite pixel.")
    }
    if infinite > 0 {
      notes.append(
        "\(counted(infinite)) of \(counted(values.count)) numbers \(infinite == 1 ? "is" : "are") "
          + "infinite.")
    }
    if let outside = rangeNote(range) { notes.append(outside) }
    return notes.isEmpty ? nil : notes.joined(separator: " ")
  }

  private func rangeNote(_ range: ClosedRange<Float>) -> String? {
    var (least, most): (Float, Float) = (.infinity, -.infinity)
    var outside = 0
    var isWhole = true
    for value in values where value.isFinite {
      (least, most) = (min(least, value), max(most, value))
      if !range.contains(value) { outside += 1 }
      if isWhole && value != value.rounded() { isWhole = false }
    }
    let place = range == 0...1 ? "0…1" : "the range"
    let words =
      "\(counted(outside)) of \(counted(values.count)) numbers \(outside == 1 ? "lies" : "lie") "
      + "outside of \(place)"
    let width = range.upperBound - range.lowerBound
    if least < range.lowerBound - 10_000 * width || most > range.upperBound + 10_000 * width {
      return words + ", the farthest at "
        + brief(Double(-least > most ? least : most)) + "."
    }
    guard range == 0...1 else { return nil }
    // A twentieth of the numbers well below 0, and none beyond −1 and 1 but by a little.
    if least >= -1.25 && most <= 1.25 && least < -0.5
      && 20 * values.count(where: { $0 < -0.1 }) > values.count
    {
      return words + ": pass range: -1...1 for images of that range."
    }
    if isWhole && least >= 0 && most > 2 && most <= 255 {
      return words + ": pass range: 0...255 for bytes."
    }
    return nil
  }
}
