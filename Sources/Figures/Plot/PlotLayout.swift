/// Where the parts of a single plot stand: title, names, axes, data.
struct PlotLayout {
  private let drawing: PlotDrawing
  private var plot: Plot { drawing.plot }
  private var legend = Legend()
  private let title: TitleBlock
  private let namesAtEnds: Bool
  private var yTicks: [Tick]
  private var area: Area
  private(set) var width: Double
  private(set) var height: Double
  private let labelRow: Double

  init(_ drawing: PlotDrawing) {
    self.drawing = drawing
    let plot = drawing.plot
    title = TitleBlock(plot.title, width: plot.width)
    namesAtEnds = drawing.canNameLinesAtEnds(width: plot.width)
    for (mark, series) in zip(plot.marks, drawing.series)
    where !drawing.isNamedAtEnd(mark, linesAreNamedAtEnds: namesAtEnds) {
      legend.add(mark, series)
    }

    var top = title.height + legend.height(width: plot.width)
    labelRow = top
    let hasLabelRow = !plot.y.label.isEmpty || drawing.heatMap?.name != nil
    top += hasLabelRow ? 28 : 12
    if drawing.hasNamedVerticalRule { top += Metrics.lineHeight }

    let names = drawing.namesAtEnds(lines: namesAtEnds)
    let bottomRoom = { (xTicks: [Tick], width: Double) in
      let room = width / Double(max(1, xTicks.count)) - 6
      let lines =
        drawing.extent.x.categories.isEmpty
        ? 1 : xTicks.map { $0.lines(width: room).count }.max() ?? 1
      return 10 + Double(lines) * Metrics.lineHeight * 0.85 + (plot.x.label.isEmpty ? 0 : 24)
    }

    // The ticks' labels decide the margins, and the margins how many ticks there is room for: two
    // rounds settle it.
    var size = (width: plot.width - 60, height: plot.height - top - 50)
    var left = 0.0
    var right = 0.0
    yTicks = []
    var bottom = 0.0
    for _ in 0..<2 {
      yTicks = drawing.yTicks(height: size.height)
      let xTicks = drawing.xTicks(width: size.width)
      bottom = bottomRoom(xTicks, size.width)
      left = yTicks.isEmpty ? 8 : 10 + Metrics.room(yTicks.map(\.label.width).max() ?? 0)
      let overhang =
        drawing.extent.x.categories.isEmpty
        ? Metrics.room((xTicks.last?.label.width ?? 0) / 2) : 4
      right = max(overhang, EndLabels.room(names), ColorBar.room(drawing.heatMap))
      size = drawing.equalSize(
        width: max(80, plot.width - left - right), height: max(60, plot.height - top - bottom))
    }
    area = Area(left: left, top: top, right: left + size.width, bottom: top + size.height)
    width = max(area.right + right, plot.aspect == .equal ? min(plot.width, 240) : plot.width)
    height = max(area.bottom + bottom, plot.aspect == .equal ? 0 : plot.height)
  }

  /// The whole figure.
  func markup() -> String {
    let axes = AxesDrawing(
      drawing: drawing, area: area, xTicks: drawing.xTicks(width: area.width), yTicks: yTicks)
    var markup = TitleBlock(plot.title, width: width).markup(x: 0, top: 0)
    markup += legend.markup(x: 0, top: title.height, width: plot.width)
    markup += axisLabels()
    markup += axes.grid() + axes.minorTicks() + axes.labels()
    markup += "<g class=\"marks\"\(drawing.machineReadable(in: area))>"
    markup += drawing.marks(in: area) + "</g>"
    markup += endLabels() + ruleLabels()
    if let heatMap = drawing.heatMap {
      markup += ColorBar(heatMap).markup(in: area, figureWidth: width, labelRow: labelRow)
    }
    return markup
  }

  private func axisLabels() -> String {
    var markup = ""
    if !plot.y.label.isEmpty {
      markup += textElement(
        escaped(plot.y.label), x: 0, y: labelRow + 16, attributes: "fill=\"\(Paint.ink.value)\"")
    }
    if !plot.x.label.isEmpty {
      markup += textElement(
        escaped(plot.x.label), x: area.right, y: height - 5, anchor: .end,
        attributes: "fill=\"\(Paint.ink.value)\"")
    }
    return markup
  }

  private func endLabels() -> String {
    var labels = EndLabels()
    for index in plot.marks.indices {
      let mark = plot.marks[index]
      guard let name = mark.name, !labels.labels.contains(where: { $0.name == name }) else {
        continue
      }
      let canvas = drawing.canvas(for: index, in: area)
      if let rule = mark as? Rule, rule.direction == .horizontal {
        guard let place = rule.coordinate(on: canvas) else { continue }
        labels.add(name, color: canvas.color, end: place)
      } else if namesAtEnds, let line = mark as? Line, let point = line.lastPoint(on: canvas) {
        let end = max(area.top, min(area.bottom, point.y))
        labels.add(name, color: canvas.color, end: end)
      }
    }
    labels.spread(in: area)
    return labels.markup(in: area)
  }

  /// The names of vertical lines, above them.
  private func ruleLabels() -> String {
    plot.marks.indices.map { index in
      let canvas = drawing.canvas(for: index, in: area)
      guard let rule = plot.marks[index] as? Rule, rule.direction == .vertical,
        let name = rule.name, let place = rule.coordinate(on: canvas)
      else { return "" }
      let half = Metrics.room(textWidth(name)) / 2
      let x = max(half, min(width - half, place))
      return textElement(
        escaped(name), x: x, y: area.top - 7, anchor: .middle,
        attributes: "fill=\"\(canvas.color.value)\"")
    }.joined()
  }
}

extension PlotDrawing {
  /// Whether every name can stand beside the end of its line: the lines all end near the right edge, and
  /// no name is long.
  func canNameLinesAtEnds(width: Double) -> Bool {
    let lines = plot.marks.compactMap { $0 as? Line }.filter { $0.name != nil }
    let names = Set(lines.compactMap(\.name))
    let others = plot.marks.contains { mark in
      guard let name = mark.name, !(mark is Rule), mark.swatch != .none else { return false }
      return !names.contains(name)
    }
    guard !names.isEmpty, !others, names.count <= 6, plot.aspect == .free else { return false }
    guard EndLabels.room(Array(names)) <= 0.3 * width else { return false }
    let unit = Area(left: 0, top: 0, right: 1, bottom: 1)
    return plot.marks.indices.allSatisfy { index in
      guard let line = plot.marks[index] as? Line, line.name != nil else { return true }
      guard let end = line.lastPoint(on: canvas(for: index, in: unit)) else { return false }
      return end.x > 0.85 && end.x < 1.001
    }
  }

  func isNamedAtEnd(_ mark: any Mark, linesAreNamedAtEnds: Bool) -> Bool {
    mark is Rule || linesAreNamedAtEnds
  }

  func namesAtEnds(lines: Bool) -> [String] {
    plot.marks.compactMap { mark in
      if let rule = mark as? Rule { return rule.direction == .horizontal ? rule.name : nil }
      return lines ? mark.name : nil
    }
  }

  var hasNamedVerticalRule: Bool {
    plot.marks.contains { ($0 as? Rule)?.direction == .vertical && $0.name != nil }
  }

  /// Scales and area in numbers, for a script that shows the values under a pointer.
  func machineReadable(in area: Area) -> String {
    let (x, y) = scales(in: area)
    return [("x", x), ("y", y)].map { name, scale in
      " data-\(name)=\"\(scale.axis.scale) \(Float(scale.domain.lower)) "
        + "\(Float(scale.domain.upper)) \(coordinate(scale.start)) \(coordinate(scale.end))\""
    }.joined()
  }
}
