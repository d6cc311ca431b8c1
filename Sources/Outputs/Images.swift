extension Output {
  /// Images of one size in rows and columns, in row-major order. Their picture shows all of them.
  public struct ImageGrid: Codable, Equatable, Sendable {
    /// The number of images.
    public var count: Int
    /// The number of images in a row; the last row may have fewer.
    public var columns: Int
    /// The width of an image, in its own pixels.
    public var width: Int
    /// The height of an image, in its own pixels.
    public var height: Int
    /// CSS pixels for each pixel of an image.
    public var scale: Int
    /// True for images in color, false for gray ones.
    public var hasColor: Bool
    /// The number of values that are not finite, whose pixels are transparent.
    public var missingValues: Int
    /// A name for each column or for each image; empty where there are none.
    public var labels: [String]
    /// A name for each row; empty where there are none.
    public var rowLabels: [String]
    /// The words under the images where they do not show all of their numbers; nil where they do.
    public var note: String?

    /// The number of rows.
    public var rows: Int { (count + columns - 1) / columns }

    /// A grid of `count` images. For the parameters see the properties.
    public init(
      count: Int, columns: Int, width: Int, height: Int, scale: Int, hasColor: Bool,
      missingValues: Int, labels: [String], rowLabels: [String], note: String? = nil
    ) {
      (self.count, self.columns, self.width, self.height) = (count, columns, width, height)
      (self.scale, self.hasColor, self.missingValues) = (scale, hasColor, missingValues)
      (self.labels, self.rowLabels, self.note) = (labels, rowLabels, note)
    }
  }

  /// Frames of one size. Their picture is a sprite sheet, the frames in rows from the top left.
  public struct Film: Codable, Equatable, Sendable {
    /// The name of the film.
    public var title: String
    /// A name for each frame.
    public var labels: [String]
    /// The number of frames in a row of the sheet.
    public var columns: Int
    /// The width of a frame, in CSS pixels.
    public var width: Int
    /// The height of a frame, in CSS pixels.
    public var height: Int
    /// True if enlarged pixels keep their edges.
    public var isPixelated: Bool
    /// The words under the film where its frames do not show all of their data; nil where they do.
    public var note: String?

    /// A film of a frame for each label. For the parameters see the properties.
    public init(
      title: String, labels: [String], columns: Int, width: Int, height: Int, isPixelated: Bool,
      note: String? = nil
    ) {
      (self.title, self.labels, self.columns, self.note) = (title, labels, columns, note)
      (self.width, self.height, self.isPixelated) = (width, height, isPixelated)
    }
  }
}
