/// The grid, the ticks and their labels around an area.
struct AxesDrawing {
  let drawing: PlotDrawing
  let area: Area
  var xTicks: [Tick]
  var yTicks: [Tick]
  var labelsX = true
  var labelsY = true

  /// The axes around the markup of the marks.
  func markup(around marks: String) -> String {
    grid() + minorTicks() + labels()
      + "<g class=\"marks\"\(drawing.scaleAttributes(in: area))>\(marks)</g>"
  }

  /// The grid lines behind the marks.
  private func grid() -> String {
    guard drawing.gridLines != .none else { return "" }
    let (x, y) = drawing.scales(in: area)
    var path = PathData()
    for tick in yTicks {
      let place = y.coordinate(at: tick.position)
      path.polyline([Point(x: area.left, y: place), Point(x: area.right, y: place)])
    }
    let hasBoth = drawing.gridLines == .both
    for tick in hasBoth ? xTicks : [] {
      let place = x.coordinate(at: tick.position)
      path.polyline([Point(x: place, y: area.top), Point(x: place, y: area.bottom)])
    }
    return "<path fill=\"none\" stroke=\"\(Paint.grid)\" d=\"\(path.text)\"/>"
      + (hasBoth ? "" : baseline(x, y))
  }

  /// The baseline of curves and bars, with its ticks.
  private func baseline(_ x: Scale, _ y: Scale) -> String {
    var place = area.bottom
    if drawing.plot.y.scale == .linear, let zero = y(0), y.contains(zero) { place = zero }
    var path = PathData()
    path.polyline([Point(x: area.left, y: place), Point(x: area.right, y: place)])
    if drawing.extent.x.categories.isEmpty && place == area.bottom {
      for tick in xTicks {
        let at = x.coordinate(at: tick.position)
        path.polyline([Point(x: at, y: area.bottom), Point(x: at, y: area.bottom + 4)])
      }
    }
    return "<path fill=\"none\" stroke=\"\(Paint.muted.value)\" d=\"\(path.text)\"/>"
  }

  /// The small ticks between the decades of logarithmic axes.
  private func minorTicks() -> String {
    let (x, y) = drawing.scales(in: area)
    var path = PathData()
    if labelsY && drawing.plot.y.scale == .log {
      for position in minorLogTicks(drawing.yDomain.lower, drawing.yDomain.upper) {
        let place = y.coordinate(at: position)
        path.polyline([Point(x: area.left - 4, y: place), Point(x: area.left, y: place)])
      }
    }
    if labelsX && drawing.plot.x.scale == .log {
      for position in minorLogTicks(drawing.xDomain.lower, drawing.xDomain.upper) {
        let place = x.coordinate(at: position)
        path.polyline([Point(x: place, y: area.bottom), Point(x: place, y: area.bottom + 4)])
      }
    }
    return path.isEmpty
      ? ""
      : "<path fill=\"none\" stroke=\"\(Paint.muted.value)\" stroke-opacity=\".5\" "
        + "d=\"\(path.text)\"/>"
  }

  /// The labels of the ticks.
  private func labels() -> String {
    let (x, y) = drawing.scales(in: area)
    var markup = ""
    if labelsY && !yTicks.isEmpty {
      markup += "<g fill=\"\(Paint.muted.value)\" text-anchor=\"end\">"
      for tick in yTicks {
        markup += textElement(
          tick.label.markup, x: area.left - 8, y: y.coordinate(at: tick.position) + 5)
      }
      markup += "</g>"
    }
    if labelsX && !xTicks.isEmpty {
      markup += "<g fill=\"\(Paint.muted.value)\" text-anchor=\"middle\">"
      for tick in xTicks {
        let place = x.coordinate(at: tick.position)
        for (index, line) in tick.lines(width: categoryWidth).enumerated() {
          markup += textElement(
            line, x: place, y: area.bottom + 21 + Double(index) * Metrics.lineHeight * 0.85)
        }
      }
      markup += "</g>"
    }
    return markup
  }

  private var categoryWidth: Double? { drawing.categoryWidth(area.width) }
}

extension Tick {
  /// The lines of the label, as markup; only names of categories are broken.
  func lines(width: Double?) -> [String] {
    guard let width else { return [label.markup] }
    return wrapped(label.text, to: width / Metrics.measuredText).map(escaped)
  }
}
