import Tensors

/// The largest figures. Beyond these a figure traps with one line: it would take gigabytes to draw, and no
/// reader could see it. A plot that has merely more points than can be told apart draws some of them and says
/// so.
enum Limits {
  /// Numbers along one side of a mark.
  static let numbers = 10_000_000
  /// Dots, and points of a line that cannot be thinned without a trace; of more, this many are drawn.
  static let drawnPoints = 50_000
  /// Bars and arrows of one mark.
  static let shapes = 20_000
  /// Bins of a histogram.
  static let bins = 10_000
  /// Cells of a heat map.
  static let cells = 1_000_000
  /// Marks of a plot, and of all panels together.
  static let marks = 10_000
  /// Different names of marks.
  static let names = 500
  /// Panels of a figure.
  static let panels = 500
  /// Bytes of an SVG.
  static let drawingBytes = 32_000_000
  /// The width and the height of a plot, in CSS pixels.
  static let length = 10_000
  /// The pixels of a picture: of all images of a grid, of all frames of a film.
  static let pixels = 50_000_000
  /// Boxes and arrows of a diagram.
  static let boxes = 2000
  /// Columns and rows of a diagram.
  static let tracks = 1000
  /// Cells of a table.
  static let tableCells = 100_000

  /// Traps where there are more than `limit`.
  ///
  /// - Parameters:
  ///   - count: the number of `things`, known before any memory is asked for.
  ///   - figure: the type that the chapter wrote.
  ///   - things: their name in the plural.
  ///   - advice: the way to a smaller figure.
  static func require(
    _ count: Int, _ things: String, of figure: String, atMost limit: Int, _ advice: String
  ) {
    Tensors.require(
      count <= limit, "\(figure): \(counted(count)) \(things), at most \(counted(limit)): \(advice)"
    )
  }

  /// Traps where a mark has more numbers than memory should hold.
  static func requireFewNumbers(_ count: Int) {
    require(
      count, "numbers", of: "PlotData", atMost: numbers, "draw a part of them, or every hundredth")
  }

  /// Traps where a side of a plot, its `width` or `height`, is longer than a page can show.
  static func require(_ side: String, _ pixels: Int, of figure: String) {
    Tensors.require(
      pixels <= length,
      "\(figure): a \(side) of \(counted(pixels)) CSS pixels, at most \(counted(length))")
  }

  /// Traps where a picture has more pixels than memory should hold. The factors may be of any size.
  static func requirePixels(_ factors: Int..., of figure: String, _ advice: String) {
    var count = 1
    for factor in factors {
      let (product, overflows) = count.multipliedReportingOverflow(by: factor)
      count = overflows ? .max : product
    }
    require(count, "pixels", of: figure, atMost: pixels, advice)
  }
}
