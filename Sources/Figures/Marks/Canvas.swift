import Outputs

/// The surface on which a mark draws itself: both scales, its color, and the markup and data so far.
public struct Canvas {
  /// The map from numbers to horizontal SVG coordinates.
  public let x: Scale
  /// The map from numbers to vertical SVG coordinates.
  public let y: Scale
  /// The rectangle between the axes.
  public let area: Area
  /// The mark's name.
  let name: String?
  /// The mark's color, dashes and shape of dots.
  let series: Series
  /// The mark's index among the dodged marks, and their number.
  public let dodge: (index: Int, count: Int)
  /// The SVG elements that the mark has added.
  private(set) var markup = ""
  /// The data that the mark has added.
  private(set) var data: [Output.Series] = []
  /// The sentences that the mark has added to the words under the figure.
  private(set) var notes: [String] = []

  init(
    x: Scale, y: Scale, area: Area, name: String? = nil, series: Series,
    dodge: (index: Int, count: Int) = (0, 1)
  ) {
    (self.x, self.y, self.area) = (x, y, area)
    (self.name, self.series, self.dodge) = (name, series, dodge)
  }

  /// The mark's color.
  public var color: Paint { series.color }

  /// Adds an SVG element.
  public mutating func add(_ element: String) {
    markup += element
  }

  /// Adds a sentence to the words under the figure: about data that it does not show.
  ///
  /// - Parameter note: the sentence, without the mark's name, which precedes it, and without a full stop;
  ///   nil adds nothing.
  public mutating func add(note: String?) {
    guard let note else { return }
    notes.append(name.map { "\($0): \(note)" } ?? firstUppercased(note))
  }

  /// Adds a series of the figure's data, which a page reads out under the pointer.
  ///
  /// - Parameters:
  ///   - kind: the shape that the points make.
  ///   - points: the points as drawn. A point on the same tenth of a pixel as the one before is left out.
  public mutating func add(_ kind: Output.Series.Kind, _ points: [Point]) {
    var series = Output.Series(kind, name: name, color: color.customProperty, points: [])
    for point in points {
      let place = Output.Series.Point(x: tenths(point.x), y: tenths(point.y))
      if place != series.points.last { series.points.append(place) }
    }
    data.append(series)
  }

  /// The point of two numbers; nil where an axis has no place for one of them.
  public func point(_ xValue: Double, _ yValue: Double) -> Point? {
    guard let px = x(xValue), let py = y(yValue) else { return nil }
    return Point(x: px, y: py)
  }
}
