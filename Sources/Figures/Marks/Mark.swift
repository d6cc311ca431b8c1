/// Something that a plot draws: a line, dots, bars. A new kind of mark is one type that conforms.
public protocol Mark {
  /// What the legend calls it; nil keeps it out. Marks of one name share a colour and a legend entry.
  var name: String? { get }
  /// The colour; nil takes that of the next series.
  var color: Paint? { get }
  /// What it asks of the axes.
  func extent(x: Axis, y: Axis) -> Extent
  /// How the legend shows it.
  var swatch: Swatch { get }
  /// Draws it.
  func draw(on canvas: inout Canvas)
  /// What it shows, in a sentence without its name, for readers who do not see the figure.
  func summary(x: Axis, y: Axis) -> String
}

/// How a legend shows a mark.
public enum Swatch: Sendable {
  case none, line, thinLine, dot, area, rule
}

/// The place where a mark draws itself: both scales, its colour, the markup so far.
public struct Canvas {
  /// From numbers to SVG coordinates.
  public let x: Scale
  public let y: Scale
  /// The rectangle between the axes.
  public let area: Area
  /// How the mark looks beside others.
  let series: Series
  /// The mark's place among the plot's bars, which stand side by side.
  let bar: (index: Int, count: Int)
  /// The markup that the marks have added.
  private(set) var markup = ""

  init(
    x: Scale, y: Scale, area: Area, series: Series, bar: (index: Int, count: Int) = (0, 1)
  ) {
    self.x = x
    self.y = y
    self.area = area
    self.series = series
    self.bar = bar
  }

  /// The mark's colour.
  public var color: Paint { series.color }

  /// Adds an SVG element.
  public mutating func add(_ element: String) {
    markup += element
  }

  /// The point of these two numbers; nil where an axis has no place for one of them.
  func point(_ xValue: Double, _ yValue: Double) -> Point? {
    guard let px = x(xValue), let py = y(yValue) else { return nil }
    return Point(x: px, y: py)
  }
}

/// Collects the marks of a plot, with `if` and `for` where the chapter needs them.
@resultBuilder
public enum MarkBuilder {
  public static func buildExpression(_ mark: some Mark) -> [any Mark] { [mark] }
  public static func buildExpression(_ marks: [any Mark]) -> [any Mark] { marks }
  public static func buildBlock(_ parts: [any Mark]...) -> [any Mark] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [any Mark]?) -> [any Mark] { part ?? [] }
  public static func buildEither(first: [any Mark]) -> [any Mark] { first }
  public static func buildEither(second: [any Mark]) -> [any Mark] { second }
  public static func buildArray(_ parts: [[any Mark]]) -> [any Mark] { parts.flatMap { $0 } }
}
