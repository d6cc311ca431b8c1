extension Output {
  /// The data of one plot in a picture: both axes and the series between them.
  public struct Panel: Codable, Equatable, Sendable {
    /// The heading of the plot; empty where it has none.
    public var title: String
    /// A description computed from all its data, for readers who do not see it.
    public var description: String
    /// The horizontal axis.
    public var x: Axis
    /// The vertical axis.
    public var y: Axis
    /// The marks that are made of points, in the order in which they are drawn.
    public var series: [Series]

    /// A plot. For the parameters see the properties.
    public init(title: String, description: String, x: Axis, y: Axis, series: [Series]) {
      (self.title, self.description, self.series) = (title, description, series)
      (self.x, self.y) = (x, y)
    }
  }

  /// An axis of a plot: the map between its numbers and the coordinates of the picture.
  public struct Axis: Codable, Equatable, Sendable {
    /// The quantity, with its unit.
    public var label: String
    /// True if `lower` and `upper` are decimal logarithms of the numbers.
    public var isLogarithmic: Bool
    /// The number at `start`, or its decimal logarithm.
    public var lower: Double
    /// The number at `end`, or its decimal logarithm.
    public var upper: Double
    /// The coordinate of `lower`, in CSS pixels from the picture's left or top edge.
    public var start: Double
    /// The coordinate of `upper`, in CSS pixels.
    public var end: Double

    /// An axis. For the parameters see the properties.
    public init(
      label: String, isLogarithmic: Bool, lower: Double, upper: Double, start: Double, end: Double
    ) {
      (self.label, self.isLogarithmic) = (label, isLogarithmic)
      (self.lower, self.upper, self.start, self.end) = (lower, upper, start, end)
    }
  }

  /// The points of one mark as they are drawn: thinned, clipped to the axes, to a tenth of a pixel.
  public struct Series: Equatable, Sendable {
    /// The shape that its points make.
    public enum Kind: String, Codable, Sendable {
      /// A line from point to point.
      case line
      /// A dot at each point.
      case points
      /// A bar up or down to each point.
      case bars
    }

    /// A place in the picture.
    public struct Point: Equatable, Sendable {
      /// Tenths of a CSS pixel from the left edge.
      public var x: Int
      /// Tenths of a CSS pixel from the top edge.
      public var y: Int

      /// A place in tenths of a CSS pixel.
      public init(x: Int, y: Int) { (self.x, self.y) = (x, y) }
    }

    /// The shape that its points make.
    public var kind: Kind
    /// The name that the legend gives it; nil where it has none.
    public var name: String?
    /// The page's color: `series-1` … `series-6`, `figure-ink` or `figure-muted`.
    public var color: String
    /// The points, in the order in which they are drawn.
    public var points: [Point]

    /// A series. For the parameters see the properties.
    public init(_ kind: Kind, name: String?, color: String, points: [Point]) {
      (self.kind, self.name, self.color, self.points) = (kind, name, color, points)
    }
  }
}

/// The points are one list, x and y in turns, each pair a step from the one before: half as long as
/// coordinates would be.
extension Output.Series: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind, name, color, steps
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    kind = try container.decode(Kind.self, forKey: .kind)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    color = try container.decode(String.self, forKey: .color)
    let steps = try container.decode([Int].self, forKey: .steps)
    points = []
    var point = Point(x: 0, y: 0)
    for index in stride(from: 0, to: steps.count - 1, by: 2) {
      point = Point(x: point.x &+ steps[index], y: point.y &+ steps[index + 1])
      points.append(point)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encodeIfPresent(name, forKey: .name)
    try container.encode(color, forKey: .color)
    var steps: [Int] = []
    var last = Point(x: 0, y: 0)
    for point in points {
      steps += [point.x - last.x, point.y - last.y]
      last = point
    }
    try container.encode(steps, forKey: .steps)
  }
}
