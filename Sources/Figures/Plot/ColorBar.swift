/// A color scale beside the data, with its numbers.
struct ColorBar {
  let colors: ColorScale

  private static let gap = 14.0
  private static let thickness = 12.0

  /// The width that a color bar needs beside the area; 0 without a color scale.
  static func width(of colors: ColorScale?) -> Double {
    guard let colors else { return 0 }
    let widest = ColorBar(colors: colors).ticks(height: 300).map(\.label.width).max() ?? 0
    return gap + thickness + 8 + Metrics.labelWidth(widest)
  }

  private var axis: Axis { Axis() }
  private var domain: Domain {
    Domain(lower: colors.range.lowerBound, upper: colors.range.upperBound)
  }

  private func ticks(height: Double) -> [Tick] {
    axis.ticks(in: domain, about: max(2, Int(height / 60)))
  }

  /// The bar, and its label flush right with `nameEnd`.
  func markup(beside area: Area, nameEnd: Double, nameTop: Double) -> String {
    let left = area.right + Self.gap
    let steps = 32
    let step = area.height / Double(steps)
    var markup = "<g shape-rendering=\"crispEdges\">"
    for index in 0..<steps {
      let top = area.bottom - Double(index + 1) * step
      markup +=
        "<rect x=\"\(coordinate(left))\" y=\"\(coordinate(top))\" "
        + "width=\"\(coordinate(Self.thickness))\" height=\"\(coordinate(step + 0.5))\" "
        + "fill=\"\(colors.ramp.css((Double(index) + 0.5) / Double(steps)))\"/>"
    }
    markup += "</g><g fill=\"\(Paint.muted.value)\">"
    let scale = Scale(axis: axis, domain: domain, start: area.bottom, end: area.top)
    for tick in ticks(height: area.height) {
      markup += textElement(
        tick.label.markup, x: left + Self.thickness + 6,
        y: scale.coordinate(at: tick.position) + 5)
    }
    markup += "</g>"
    if let label = colors.label {
      markup += axisLabel(label, x: nameEnd, y: nameTop + 16, anchor: .end)
    }
    return markup
  }
}
