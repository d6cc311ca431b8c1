import Outputs
import Tensors

/// A figure with two axes and marks between them:
///
///     Plot("Training", x: Axis("step"), y: Axis("loss", scale: .log)) {
///       Line(steps, losses, name: "raw", weight: .light)
///       Line(steps, smoothed, name: "smoothed")
///       Rule(y: 0.01, name: "floor")
///     }
///
/// Its SVG has the same bytes for the same data.
public struct Plot: Showable {
  /// The relation of the two scales.
  public enum Aspect: Sendable {
    /// Each axis fills the available space.
    case free
    /// One unit of x is as long as one unit of y; the figure is narrower or lower as needed.
    case equal
  }

  let title: String
  let x: Axis
  let y: Axis
  let width: Double
  let height: Double
  let aspect: Aspect
  private(set) var marks: [any Mark]

  /// A plot. Traps on a size that is not positive or above 10,000, on more than 10,000 marks, and on more
  /// than 500 different names.
  ///
  /// - Parameters:
  ///   - title: the heading; empty for none.
  ///   - x: the horizontal axis.
  ///   - y: the vertical axis.
  ///   - width: the width, in CSS pixels; a narrower screen scales the figure down.
  ///   - height: the height, in CSS pixels, from the title to the x axis' label; without it 400, or 480
  ///     where the units are equal.
  ///   - aspect: the relation of the two scales; `.equal` is obeyed unless one axis is more than 50 times
  ///     the other.
  ///   - marks: the marks, drawn in their order.
  public init(
    _ title: String = "", x: Axis = Axis(), y: Axis = Axis(), width: Int = 640, height: Int? = nil,
    aspect: Aspect = .free, @MarkBuilder marks: () -> [any Mark]
  ) {
    let height = height ?? (aspect == .equal ? 480 : 400)
    require(width > 0 && height > 0, "Plot: \(width) × \(height): a figure has a positive size")
    Limits.require("width", width, of: "Plot")
    Limits.require("height", height, of: "Plot")
    self.title = title
    self.x = x
    self.y = y
    self.width = Double(width)
    self.height = Double(height)
    self.aspect = aspect
    self.marks = marks()
    Plot.requireFewMarks(self.marks, of: "Plot")
  }

  /// Traps on more marks, or more names of marks, than a figure can show.
  static func requireFewMarks(_ marks: [any Mark], of figure: String) {
    Limits.require(
      marks.count, "marks", of: figure, atMost: Limits.marks,
      "draw several series as one Line, with .nan between them")
    Limits.require(
      Set(marks.compactMap(\.name)).count, "names", of: figure, atMost: Limits.names,
      "name only the series that a reader should tell apart")
  }

  /// The same plot with other marks.
  func replacing(marks: [any Mark]) -> Plot {
    var plot = self
    plot.marks = marks
    return plot
  }

  /// The plot as an SVG, with its data.
  public func lowered() -> Output {
    var palette = Palette()
    let drawing = PlotDrawing(self, palette: &palette)
    let layout = PlotLayout(drawing)
    let (markup, panels, notes) = layout.draw()
    return FigureDocument(
      title: title, description: description, width: layout.width, height: layout.height,
      content: markup
    ).output(.drawing(summary: text, note: FigureNote.text(notes)), panels: panels)
  }
}
