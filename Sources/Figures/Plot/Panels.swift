import Outputs
import Tensors

/// Small multiples: several plots as one figure, in rows. They share a title, a legend, and where their
/// axes agree also the axes, so that sizes can be compared.
public struct Panels: Showable {
  let columns: Int
  let title: String
  let width: Double
  let plots: [Plot]
  let sharesAxes: Bool

  /// A figure of plots in row-major order. Their titles head the panels; their own sizes are ignored. Traps
  /// on a width that is not positive or above 10,000, on more than 500 plots, and on more marks or names than
  /// one plot may have.
  ///
  /// - Parameters:
  ///   - columns: the number of panels in a row.
  ///   - title: the heading of the figure; empty for none.
  ///   - width: the width of the whole figure, in CSS pixels.
  ///   - sharedAxes: whether all panels show the same range of numbers; otherwise each has its own.
  ///   - plots: the plots.
  public init(
    columns: Int = 3, _ title: String = "", width: Int = 640, sharedAxes: Bool = true,
    @PanelBuilder plots: () -> [Plot]
  ) {
    require(columns > 0 && width > 0, "Panels: \(columns) columns in a width of \(width)")
    Limits.require("width", width, of: "Panels")
    let plots = plots()
    Limits.require(
      plots.count, "plots", of: "Panels", atMost: Limits.panels, "show a selection of them")
    Plot.requireFewMarks(plots.flatMap(\.marks), of: "Panels")
    self.columns = max(1, min(columns, plots.count))
    (self.title, self.width, sharesAxes) = (title, Double(width), sharedAxes)
    self.plots = Panels.sharingColors(plots)
  }

  /// The same figure with other plots.
  func replacing(plots: [Plot]) -> Panels {
    Panels(columns: columns, title, width: Int(width), sharedAxes: sharesAxes) { plots }
  }

  /// The plots with one color scale for all: the same color is the same number in every panel.
  private static func sharingColors(_ plots: [Plot]) -> [Plot] {
    let scales = plots.flatMap(\.marks).compactMap(\.colorScale)
    guard scales.count > 1 else { return plots }
    let ramp = scales.contains { $0.ramp == .diverging } ? Ramp.diverging : .sequential
    let ends = scales.flatMap { [$0.range.lowerBound, $0.range.upperBound] }
    var (lower, upper) = (ends.min() ?? 0, ends.max() ?? 1)
    if ramp == .diverging { upper = max(-lower, upper) }
    if ramp == .diverging { lower = -upper }
    return plots.map { plot in
      plot.replacing(
        marks: plot.marks.map { mark in
          guard var scale = mark.colorScale else { return mark }
          (scale.ramp, scale.range) = (ramp, lower...upper)
          return mark.withColorScale(scale)
        })
    }
  }

  /// The figure as an SVG, with the data of each panel.
  public func lowered() -> Output {
    let layout = PanelsLayout(self)
    let (markup, panels, notes) = layout.draw()
    return FigureDocument(
      title: title, description: description, width: layout.width, height: layout.height,
      content: markup
    ).output(.drawing(summary: text, note: FigureNote.text(notes)), panels: panels)
  }

  private var description: String {
    let parts = plots.enumerated().map { index, plot in
      "\(plot.title.isEmpty ? "Panel \(index + 1)" : plot.title): \(plot.description)"
    }
    return (["\(plots.count) panels."] + parts).joined(separator: " ")
  }

  private var text: String {
    ([title.isEmpty ? "Figure" : title] + plots.map(\.text)).joined(separator: "\n")
  }
}
