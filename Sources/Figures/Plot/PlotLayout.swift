/// Where the parts of a single plot stand: title, names, axes, data.
struct PlotLayout {
  private let drawing: PlotDrawing
  private let namesAtEnds: Bool
  private var title: TitleBlock
  private var legend = Legend()
  private var yTicks: [Tick] = []
  private var area = Area(left: 0, top: 0, right: 0, bottom: 0)
  private(set) var width: Double
  private(set) var height: Double

  private var plot: Plot { drawing.plot }

  init(_ drawing: PlotDrawing) {
    self.drawing = drawing
    (width, height) = (drawing.plot.width, drawing.plot.height)
    title = TitleBlock(drawing.plot.title, width: width)
    namesAtEnds = drawing.canNameLinesAtEnds(width: width)
    for (mark, series) in zip(plot.marks, drawing.series) where !(mark is Rule || namesAtEnds) {
      legend.add(mark, series)
    }
    place()
  }

  /// The top of the row in which the axis' label stands.
  private var labelRow: Double { title.height + legend.height(width: width) }

  /// The top of the data's area.
  private var top: Double {
    let hasLabels = !plot.y.label.isEmpty || drawing.heatMap?.name != nil
    let rules = drawing.hasNamedVerticalRule ? Metrics.lineHeight : 0
    return labelRow + (hasLabels ? 30 : 12) + rules
  }

  /// The ticks' labels decide the margins, and the margins how many ticks there is room for: two rounds
  /// settle it.
  private mutating func place() {
    var size = (width: plot.width - 60, height: plot.height - top - 50)
    var (left, right, bottom) = (0.0, 0.0, 0.0)
    for _ in 0..<2 {
      yTicks = drawing.yTicks(width: size.width, height: size.height)
      left = max(
        drawing.xOverhang(width: size.width).left,
        yTicks.map(\.label.width).max().map { 10 + Metrics.room($0) } ?? 4)
      right = rightRoom(width: size.width)
      bottom = drawing.tickRoom(width: size.width) + (plot.x.label.isEmpty ? 2 : 23)
      size = drawing.equalSize(
        width: max(80, plot.width - left - right), height: max(60, plot.height - top - bottom))
    }
    if plot.aspect == .equal {
      width = max(left + size.width + right, min(plot.width, 240), legend.minimumWidth)
      title = TitleBlock(plot.title, width: width)
    }
    yTicks = drawing.yTicks(width: size.width, height: size.height)
    area = Area(left: left, top: top, right: left + size.width, bottom: top + size.height)
    height = area.bottom + bottom
  }

  /// The room beside the area: for names, a colour bar, or the last tick's label.
  private func rightRoom(width: Double) -> Double {
    let names = drawing.namesAtEnds(lines: namesAtEnds)
    return max(
      4, drawing.xOverhang(width: width).right, EndLabels.room(names),
      ColorBar.room(drawing.heatMap))
  }

  /// The whole figure.
  func markup() -> String {
    let axes = AxesDrawing(
      drawing: drawing, area: area, xTicks: drawing.xTicks(width: area.width), yTicks: yTicks)
    var markup = title.markup(x: 0, top: 0)
    markup += legend.markup(x: 0, top: title.height, width: width)
    if !plot.y.label.isEmpty { markup += axisLabel(plot.y.label, x: 0, y: labelRow + 16) }
    markup += axes.markup(around: drawing.marks(in: area))
    if !plot.x.label.isEmpty {
      markup += axisLabel(plot.x.label, x: area.right, y: height - 6, anchor: .end)
    }
    markup += endLabels() + ruleLabels()
    if let heatMap = drawing.heatMap {
      markup += ColorBar(heatMap).markup(beside: area, nameEnd: width, nameTop: labelRow)
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
      return textElement(
        escaped(name), x: max(half, min(width - half, place)), y: area.top - 7, anchor: .middle,
        attributes: "fill=\"\(canvas.color.value)\"")
    }.joined()
  }
}

/// The name of an axis.
func axisLabel(_ label: String, x: Double, y: Double, anchor: TextAnchor = .start) -> String {
  textElement(
    escaped(label), x: x, y: y, anchor: anchor, attributes: "fill=\"\(Paint.ink.value)\"")
}
