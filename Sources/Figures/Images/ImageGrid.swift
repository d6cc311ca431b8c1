import Outputs
import Tensors

/// Images side by side, in rows: a PNG, or with labels an SVG around PNGs.
public struct ImageGrid: Showable {
  let images: ImageStack
  let columns: Int
  let scale: Int
  let labels: [String]
  let rowLabels: [String]
  let range: ClosedRange<Float>

  /// A grid of images in row-major order. Traps on another shape, on a number of labels that fits neither
  /// the columns nor the images, and on one of row labels that does not fit the rows.
  ///
  /// - Parameters:
  ///   - images: `[count, height, width]` or `[count, height, width, channels]`; one channel is gray, three
  ///     are red, green and blue.
  ///   - columns: the number of images in a row.
  ///   - scale: CSS pixels for each pixel of an image. All images together have at most 50,000,000.
  ///   - labels: a name for each column, or for each image.
  ///   - rowLabels: a name for each row.
  ///   - range: the numbers that are shown black and white. Numbers outside are shown as the nearest end; words
  ///     under the images say so where images of −1…1 or of bytes are shown with the range of 0…1.
  public init(
    _ images: Tensor, columns: Int = 10, scale: Int = 2, labels: [String] = [],
    rowLabels: [String] = [], range: ClosedRange<Float> = 0...1
  ) {
    let images = ImageStack(images, for: "ImageGrid")
    require(columns > 0 && scale > 0, "ImageGrid: \(columns) columns at scale \(scale)")
    require(
      range.lowerBound < range.upperBound, "ImageGrid: \(range): black and white are the same")
    self.columns = min(columns, max(images.count, 1))
    let rows = (images.count + self.columns - 1) / self.columns
    require(
      labels.isEmpty || labels.count == self.columns || labels.count == images.count,
      "ImageGrid: \(labels.count) labels for \(self.columns) columns and \(images.count) images")
    require(
      rowLabels.isEmpty || rowLabels.count == rows,
      "ImageGrid: \(rowLabels.count) labels for \(rows) rows")
    Limits.requirePixels(
      self.columns, images.width, scale, rows, images.height, scale, of: "ImageGrid",
      "show fewer images, or choose a smaller scale")
    self.images = images
    (self.scale, self.labels, self.rowLabels, self.range) = (scale, labels, rowLabels, range)
  }

  /// The space between two images, in CSS pixels.
  static let gap = 2
  var rows: Int { (images.count + columns - 1) / columns }

  /// The grid as one picture and its layout.
  public func lowered() -> Output {
    guard !isEmpty else {
      return FigureDocument(
        title: "Images", description: "No images.", width: 0, height: 0, content: ""
      ).output(.images(data))
    }
    return labels.isEmpty && rowLabels.isEmpty && data.note == nil ? sheet : labeledOutput
  }

  var isEmpty: Bool { images.count == 0 || images.width == 0 || images.height == 0 }

  /// The grid without labels.
  private var sheet: Output {
    let pixels = pixels(rows: 0..<rows, gap: Self.gap, scale: scale)
    return Output(
      .images(data),
      picture: Output.Picture(
        .png, bytes: pixels.png(), width: pixels.width, height: pixels.height))
  }

  /// The grid as data.
  var data: Output.ImageGrid {
    Output.ImageGrid(
      count: images.count, columns: columns, width: images.width, height: images.height,
      scale: scale, hasColor: images.channels == 3, missingValues: images.missing, labels: labels,
      rowLabels: rowLabels,
      note: isEmpty ? "No images." : images.note(range: range, noun: "image"))
  }

  /// Rows of images on a transparent ground, with `gap` pixels between columns and `rowGap` between rows.
  func pixels(rows: Range<Int>, gap: Int, rowGap: Int = Self.gap, scale: Int) -> Pixels {
    let (width, height) = (images.width * scale + gap, images.height * scale + rowGap)
    var sheet = Pixels(
      width: columns * width - gap, height: rows.count * height - rowGap,
      channels: images.channels == 1 ? .grayAlpha : .rgba)
    for row in rows {
      for column in 0..<columns where row * columns + column < images.count {
        sheet.paste(
          images.pixels(row * columns + column, scale: scale, range: range),
          x: column * width, y: (row - rows.lowerBound) * height)
      }
    }
    return sheet
  }
}
