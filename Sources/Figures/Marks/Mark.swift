/// A mark that a plot draws: a line, dots, bars. A new kind of mark is one type that conforms; the
/// plot's axes, legend, labels and color bar follow from its requirements. The later ones have defaults.
public protocol Mark {
  /// The name in the legend; nil keeps the mark out. Marks of one name share a color and a legend entry.
  var name: String? { get }
  /// The color; nil takes that of the next series.
  var color: Paint? { get }
  /// The sample that the legend shows before the name.
  var swatch: Swatch { get }
  /// The numbers that the axes must reach.
  ///
  /// - Parameters:
  ///   - x: the horizontal axis; numbers that it does not show count for neither axis.
  ///   - y: the vertical axis.
  func extent(x: Axis, y: Axis) -> Extent
  /// Draws the mark, and adds its points as data where it is made of points.
  func draw(on canvas: inout Canvas)
  /// A sentence of what it shows, without its name, for readers who do not see the figure.
  func summary(x: Axis, y: Axis) -> String

  /// The place of its name in a plot of its own; `.legend` unless the mark says otherwise.
  var namePlacement: NamePlacement { get }
  /// The point beside which its name is placed outside of the legend; nil where there is none.
  func nameAnchor(on canvas: Canvas) -> Point?
  /// The grid lines that help to read it; `.horizontal` unless the mark says otherwise.
  var gridLines: GridLines { get }
  /// True if several such marks in a plot are side by side at each x value, as bars are.
  var isDodged: Bool { get }
  /// The map from numbers to colors, which the plot shows as a color bar; nil where it has none.
  var colorScale: ColorScale? { get }
  /// The same mark with other colors for its numbers, for plots that share a color bar.
  func withColorScale(_ scale: ColorScale) -> Self
  /// The mark in a row of 24 blocks, for terminals; nil where that shows nothing.
  func sketch(x: Axis, y: Axis) -> String?
}

extension Mark {
  public var namePlacement: NamePlacement { .legend }
  public func nameAnchor(on canvas: Canvas) -> Point? { nil }
  public var gridLines: GridLines { .horizontal }
  public var isDodged: Bool { false }
  public var colorScale: ColorScale? { nil }
  public func withColorScale(_ scale: ColorScale) -> Self { self }
  public func sketch(x: Axis, y: Axis) -> String? { nil }
}

/// The sample of a mark in the legend.
public enum Swatch: Sendable {
  /// No sample, and no entry.
  case none
  /// A line in the color and dashes of its series.
  case line
  /// A pale line.
  case thinLine
  /// A dot in the shape of its series.
  case dot
  /// A filled rectangle.
  case area
  /// A dashed line.
  case rule
}

/// The place of a mark's name in a plot of its own. In panels all names are in the shared legend.
public enum NamePlacement: Sendable {
  /// The legend above the data.
  case legend
  /// Right of the data beside the mark's end, if all names of the plot fit there; otherwise the legend.
  case lineEnd
  /// Right of the data.
  case rightEdge
  /// Above the data.
  case topEdge
}

/// The grid lines behind the marks of a plot.
public enum GridLines: Sendable {
  /// None: a mark fills the area.
  case none
  /// Lines at the ticks of the y axis, and a baseline.
  case horizontal
  /// Lines at the ticks of both axes.
  case both
}

/// The map from numbers to colors.
public struct ColorScale: Sendable {
  /// The colors.
  public var ramp: Ramp
  /// The numbers at the ramp's two ends.
  public var range: ClosedRange<Double>
  /// The quantity, as the color bar names it; nil where it has no name.
  public var label: String?

  /// A color scale. For the parameters see the properties.
  public init(ramp: Ramp, range: ClosedRange<Double>, label: String? = nil) {
    (self.ramp, self.range, self.label) = (ramp, range, label)
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
