import Tensors

/// A frame of a film: an image, or dots on a transparent ground, for light and dark pages.
public struct Frame {
  /// The pixels: red, green, blue and opacity.
  let pixels: Pixels
  /// The width on the page, in CSS pixels.
  let width: Int
  /// The height on the page, in CSS pixels.
  let height: Int
  /// True if enlarged pixels keep their edges.
  let isPixelated: Bool
  /// The words about data that it does not show; nil where it shows all.
  let note: String?

  /// A frame of an image of shape `[height, width]` or `[height, width, channels]`, one channel (gray) or
  /// three (red, green, blue). Traps on any other shape.
  ///
  /// - Parameters:
  ///   - image: the image.
  ///   - scale: CSS pixels for each pixel of the image.
  ///   - range: the numbers that are shown black and white.
  public init(
    _ image: Tensor, scale: Int = 4, range: ClosedRange<Float> = 0...1
  ) {
    require(scale > 0, "Frame: a scale of \(scale)")
    let shape = image.shape
    require(
      shape.rank == 2 || shape.rank == 3 && (shape[2] == 1 || shape[2] == 3),
      "Frame: \(shape): an image has the shape [height, width] or [height, width, channels] "
        + "with 1 or 3 channels")
    let images = ImageStack(shape.rank == 3 ? image.expanded(at: 0) : image, for: "Frame")
    Limits.requirePixels(
      images.width, scale, images.height, scale, of: "Frame", "choose a smaller scale")
    note = images.note(range: range, noun: "image")
    pixels = images.pixels(0, scale: 1, range: range).inColor
    (width, height) = (images.width * scale, images.height * scale)
    isPixelated = true
  }

  /// A frame of images in rows on a transparent ground, with a pixel of an image between them. Traps on labels, for
  /// which a frame has no room, and on no images.
  ///
  /// - Parameter grid: the images, their columns, scale and range.
  public init(_ grid: ImageGrid) {
    require(
      grid.labels.isEmpty && grid.rowLabels.isEmpty,
      "Frame: the grid has labels: name the columns and rows in the caption")
    require(!grid.isEmpty, "Frame: the grid has no images")
    pixels = grid.pixels(rows: 0..<grid.rows, gap: 1, rowGap: 1, scale: 1).inColor
    (width, height) = (pixels.width * grid.scale, pixels.height * grid.scale)
    note = grid.images.note(range: grid.range, noun: "image")
    isPixelated = true
  }

  /// A frame of dots at twice the page's resolution. Points outside the ranges are left out. Traps on
  /// another number of columns than two, and on an empty range.
  ///
  /// - Parameters:
  ///   - points: the places of the dots, `[count, 2]`.
  ///   - x: the numbers at the left and right edges.
  ///   - y: the numbers at the bottom and top edges.
  ///   - size: the width, in CSS pixels; the height follows from the ranges.
  public init(
    points: some PlotMatrixConvertible, x: ClosedRange<Double> = -3...3,
    y: ClosedRange<Double> = -3...3, size: Int = 240
  ) {
    require(
      x.lowerBound < x.upperBound && y.lowerBound < y.upperBound && size > 0,
      "Frame: x \(x), y \(y), size \(size): nothing to see")
    let unit = Double(size) / (x.upperBound - x.lowerBound)
    let exactHeight = (unit * (y.upperBound - y.lowerBound)).rounded()
    require(
      exactHeight.isFinite && size <= Limits.length && exactHeight <= Double(Limits.length),
      "Frame: \(counted(size)) × \(brief(exactHeight)) CSS pixels, at most \(counted(Limits.length)) "
        + "× \(counted(Limits.length)): choose a smaller size, or ranges of about the same width")
    width = size
    height = max(1, Int(exactHeight))
    Limits.requirePixels(
      2 * width, 2 * height, of: "Frame", "choose a smaller size")
    let (xs, ys) = points.coordinates(for: "Frame")
    let area = Area(left: 0, top: 0, right: Double(width), bottom: Double(height))
    let places = zip(xs, ys).filter { $0.isDrawable && $1.isDrawable }
      .map { Point(x: ($0 - x.lowerBound) * unit, y: (y.upperBound - $1) * unit) }
      .filter(area.contains)
    let scales = (
      Scale(
        axis: Axis(range: x), domain: Domain(lower: x.lowerBound, upper: x.upperBound), start: 0,
        end: 1),
      Scale(
        axis: Axis(range: y), domain: Domain(lower: y.lowerBound, upper: y.upperBound), start: 0,
        end: 1)
    )
    note =
      xs.isEmpty
      ? nil
      : Omissions("points", xs, ys, scales.0, scales.1).sentence
        .map { firstUppercased($0) + "." }
    var dots = Dots(width: width * 2, height: height * 2)
    let radius = Points.diameter(count: xs.count, in: area)
    // Dots centered on pixels all have the same shape, which compresses well.
    for place in places {
      dots.add(
        Point(x: (place.x * 2).rounded(), y: (place.y * 2).rounded()), radius: radius)
    }
    pixels = dots.pixels
    isPixelated = false
  }
}

extension Pixels {
  /// The same raster in red, green, blue and opacity.
  var inColor: Pixels {
    guard channels == .grayAlpha else { return self }
    var result = Pixels(width: width, height: height, channels: .rgba)
    for y in 0..<height {
      for x in 0..<width {
        let pixel = self[x, y]
        result[x, y] = [pixel[0], pixel[0], pixel[0], pixel[1]]
      }
    }
    return result
  }
}
