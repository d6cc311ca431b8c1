import Outputs

extension PlotDrawing {
  /// The width for the name of a category; nil where the axis is not of categories.
  func categoryWidth(_ width: Double) -> Double? {
    let count = extent.x.categories.count
    return count == 0 ? nil : width / Double(count) - 6
  }

  /// The overhang of the x axis' tick labels on both sides of the area, in CSS pixels.
  func xOverhang(width: Double) -> (left: Double, right: Double) {
    let ticks = xTicks(width: width)
    guard extent.x.categories.isEmpty, let first = ticks.first, let last = ticks.last else {
      return (0, 0)
    }
    let unit = width / xDomain.span
    return (
      max(0, Metrics.labelWidth(first.label.width / 2) - (first.position - xDomain.lower) * unit),
      max(0, Metrics.labelWidth(last.label.width / 2) - (xDomain.upper - last.position) * unit)
    )
  }

  /// The height below the area of the x axis' tick labels.
  func tickHeight(width: Double) -> Double {
    let available = categoryWidth(width)
    let lines = xTicks(width: width).map { $0.lines(width: available).count }.max() ?? 0
    return lines == 0 ? 6 : 8 + Double(lines) * Metrics.lineHeight * 0.85
  }

  /// The scales as attributes of the SVG, for programs that read the file without the data beside it.
  func scaleAttributes(in area: Area) -> String {
    let (x, y) = scales(in: area)
    return [("x", x), ("y", y)].map { name, scale in
      let (lower, upper) = (scale.domain.lower, scale.domain.upper)
      let ends =
        scale.axis.scale == .log ? "\(lower.fixed(6)) \(upper.fixed(6))" : "\(lower) \(upper)"
      return
        " data-\(name)=\"\(scale.axis.scale) \(ends) \(coordinate(scale.start)) \(coordinate(scale.end))\""
    }.joined()
  }

  /// The ticks of an x axis of this length: as many as keep their distance.
  func xTicks(width: Double) -> [Tick] {
    let names = extent.x.categories
    if !names.isEmpty {
      return names.enumerated().map {
        Tick(position: Double($0), label: NumberText($1))
      }
    }
    let unit = width / xDomain.span
    let most = max(3, Int(width / 95))
    let counts = Array((1...most).reversed()) + [most + 1, most + 2]
    for count in counts {
      let ticks = plot.x.ticks(in: xDomain, about: count)
      let fits = zip(ticks, ticks.dropFirst()).allSatisfy { a, b in
        (b.position - a.position) * unit > Metrics.labelWidth((a.label.width + b.label.width) / 2)
          + 10
      }
      if fits && ticks.count > 1 { return ticks }
    }
    return Array(plot.x.ticks(in: xDomain, about: 1).prefix(1))
  }

  /// The ticks of the y axis of an area of this size: at least two if possible, and with equal units at the
  /// same step as on the x axis.
  func yTicks(width: Double, height: Double) -> [Tick] {
    if hasEqualUnits, plot.x.scale == .linear, plot.y.scale == .linear {
      let ticks = xTicks(width: width)
      if ticks.count > 1 {
        let gap = ticks[1].position - ticks[0].position
        return TickStep(dividing: gap, by: 1).ticks(from: yDomain.lower, to: yDomain.upper)
      }
    }
    let most = max(2, Int(height / 55))
    let choices = (most...most + 2).map { plot.y.ticks(in: yDomain, about: $0) }
    return choices.first { $0.count > 1 } ?? choices[0]
  }
}
