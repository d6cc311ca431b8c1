/// A straight line across the plot at one number: a bound, a threshold, a time. Its name is outside the
/// data, at its end.
public struct Rule: Mark {
  enum Direction: Equatable {
    case horizontal, vertical
  }

  public let name: String?
  public let color: Paint?
  let direction: Direction
  let value: Double

  /// A horizontal line.
  ///
  /// - Parameters:
  ///   - y: the number at which it is drawn.
  ///   - name: the name right of the data; nil for none.
  ///   - color: the color.
  public init(y: some PlotNumber, name: String? = nil, color: Paint = .muted) {
    (direction, value, self.name, self.color) = (.horizontal, y.plotNumber, name, color)
  }

  /// A vertical line.
  ///
  /// - Parameters:
  ///   - x: the number at which it is drawn.
  ///   - name: the name above the data; nil for none.
  ///   - color: the color.
  public init(x: some PlotNumber, name: String? = nil, color: Paint = .muted) {
    (direction, value, self.name, self.color) = (.vertical, x.plotNumber, name, color)
  }

  public var swatch: Swatch { .rule }
  public var namePlacement: NamePlacement { direction == .horizontal ? .rightEdge : .topEdge }

  public func nameAnchor(on canvas: Canvas) -> Point? {
    coordinate(on: canvas).map { place in
      direction == .horizontal
        ? Point(x: canvas.area.right, y: place) : Point(x: place, y: canvas.area.top)
    }
  }

  public func extent(x: Axis, y: Axis) -> Extent {
    guard (direction == .horizontal ? y : x).shows(value) else { return Extent() }
    return direction == .horizontal
      ? Extent(y: Interval([value], ending: .padded)) : Extent(x: Interval([value]))
  }

  public func draw(on canvas: inout Canvas) {
    if !(direction == .horizontal ? canvas.y : canvas.x).axis.shows(value) {
      canvas.add(note: "its number, \(brief(value)), has no place on the axis")
    }
    guard let place = coordinate(on: canvas) else { return }
    let area = canvas.area
    let path =
      direction == .horizontal
      ? "M\(Figures.coordinate(area.left)) \(Figures.coordinate(place))"
        + "h\(Figures.coordinate(area.width))"
      : "M\(Figures.coordinate(place)) \(Figures.coordinate(area.bottom))"
        + "v\(Figures.coordinate(-area.height))"
    canvas.add(
      "<path fill=\"none\" stroke=\"\(canvas.color.value)\" stroke-width=\"1.5\" "
        + "stroke-dasharray=\"5 4\" d=\"\(path)\"/>")
  }

  /// The coordinate of its number; nil outside the axes.
  private func coordinate(on canvas: Canvas) -> Double? {
    let scale = direction == .horizontal ? canvas.y : canvas.x
    guard let place = scale(value), scale.contains(place) else { return nil }
    return place
  }

  public func summary(x: Axis, y: Axis) -> String {
    let axis = direction == .horizontal ? y : x
    let line = direction == .horizontal ? "horizontal line at" : "vertical line at"
    return "\(line) \(brief(value))" + (axis.shows(value) ? "" : missingNote(1))
  }
}
