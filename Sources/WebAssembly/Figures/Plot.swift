import Outputs
import Tensors

/// A figure with two axes and marks between them, of which the page has drawn the axes.
public struct Plot: Showable {
  /// The relation of the two scales.
  public enum Aspect: Sendable {
    case free, equal
  }

  let marks: [PlotMark]
  /// The ranges of its axes: the least and the largest x, the least and the largest y.
  let ranges: [Double]

  /// A plot; see the native one.
  public init(
    _ title: String = "", x: Axis = Axis(), y: Axis = Axis(), width: Int = 640, height: Int? = nil,
    aspect: Aspect = .free, @MarkBuilder marks: () -> [PlotMark]
  ) {
    self.marks = marks()
    require(
      x.range != nil && y.range != nil, "Live: with these inputs a plot has an axis without a range"
    )
    ranges = [x.range!.lowerBound, x.range!.upperBound, y.range!.lowerBound, y.range!.upperBound]
  }
}

/// Several plots as one figure.
public struct Panels: Showable {
  let plots: [Plot]

  /// A figure of plots; see the native one.
  public init(
    columns: Int = 3, _ title: String = "", width: Int = 640, sharedAxes: Bool = true,
    @PanelBuilder plots: () -> [Plot]
  ) {
    self.plots = plots()
  }
}

/// A mark of a plot.
public struct PlotMark {
  let data: LiveMark
}

/// Collects the marks of a plot, with `if` and `for` where the chapter needs them.
@resultBuilder
public enum MarkBuilder {
  public static func buildExpression(_ mark: Points) -> [PlotMark] { [PlotMark(data: mark.data)] }
  public static func buildExpression(_ mark: Line) -> [PlotMark] { [PlotMark(data: mark.data)] }
  public static func buildExpression(_ mark: Band) -> [PlotMark] { [PlotMark(data: mark.data)] }
  public static func buildExpression(_ mark: Histogram) -> [PlotMark] {
    [PlotMark(data: mark.data)]
  }
  public static func buildExpression(_ mark: Arrows) -> [PlotMark] { [PlotMark(data: mark.data)] }
  public static func buildExpression(_ mark: Rule) -> [PlotMark] { [PlotMark(data: mark.data)] }
  public static func buildExpression(_ marks: [PlotMark]) -> [PlotMark] { marks }
  public static func buildBlock(_ parts: [PlotMark]...) -> [PlotMark] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [PlotMark]?) -> [PlotMark] { part ?? [] }
  public static func buildEither(first: [PlotMark]) -> [PlotMark] { first }
  public static func buildEither(second: [PlotMark]) -> [PlotMark] { second }
  public static func buildArray(_ parts: [[PlotMark]]) -> [PlotMark] { parts.flatMap { $0 } }
}
