import Outputs

/// The layout of a single plot: title, legend, axes, data.
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
    for (mark, series) in zip(plot.marks, drawing.series) where !namesAtEnds {
      if mark.namePlacement == .legend || mark.namePlacement == .lineEnd {
        legend.add(mark, series)
      }
    }
    place()
  }

  /// The top of the row of the y axis' label.
  private var labelRow: Double { title.height + legend.height(width: width) }

  /// The top of the area.
  private var top: Double {
    let hasLabels = !plot.y.label.isEmpty || drawing.colorScale?.label != nil
    let rules = drawing.hasNamesAbove ? Metrics.lineHeight : 0
    return labelRow + (hasLabels ? 30 : 12) + rules
  }

  /// Computes the area. The labels of the ticks determine the margins, and the margins the number of ticks:
  /// two iterations suffice.
  private mutating func place() {
    var size = (width: plot.width - 60, height: plot.height - top - 50)
    var (left, right, bottom) = (0.0, 0.0, 0.0)
    for _ in 0..<2 {
      yTicks = drawing.yTicks(width: size.width, height: size.height)
      left = max(
        drawing.xOverhang(width: size.width).left,
        yTicks.map(\.label.width).max().map { 10 + Metrics.labelWidth($0) } ?? 4)
      right = rightMargin(width: size.width)
      bottom = drawing.tickHeight(width: size.width) + (plot.x.label.isEmpty ? 2 : 23)
      size = drawing.equalSize(
        width: max(80, plot.width - left - right), height: max(60, plot.height - top - bottom))
    }
    if drawing.hasEqualUnits {
      width = max(left + size.width + right, min(plot.width, 240), legend.minimumWidth)
      title = TitleBlock(plot.title, width: width)
    }
    yTicks = drawing.yTicks(width: size.width, height: size.height)
    area = Area(left: left, top: top, right: left + size.width, bottom: top + size.height)
    height = area.bottom + bottom
  }

  /// The width right of the area: of labels, a color bar, or the last tick's label.
  private func rightMargin(width: Double) -> Double {
    let names = drawing.namesAtEnds(lines: namesAtEnds)
    return max(
      4, drawing.xOverhang(width: width).right, EndLabels.width(of: names),
      ColorBar.width(of: drawing.colorScale))
  }

  /// The whole figure: its SVG elements, its data, and the sentences about data that are not shown.
  func draw() -> (markup: String, panels: [Output.Panel], notes: [String]) {
    let (marks, panel, notes) = drawing.drawMarks(in: area)
    let axes = AxesDrawing(
      drawing: drawing, area: area, xTicks: drawing.xTicks(width: area.width), yTicks: yTicks)
    var markup = title.markup(x: 0, top: 0)
    markup += legend.markup(x: 0, top: title.height, width: width)
    if !plot.y.label.isEmpty { markup += axisLabel(plot.y.label, x: 0, y: labelRow + 16) }
    markup += axes.markup(around: marks)
    if !plot.x.label.isEmpty {
      markup += axisLabel(plot.x.label, x: area.right, y: height - 6, anchor: .end)
    }
    markup += endLabels() + topLabels()
    if let colors = drawing.colorScale {
      markup += ColorBar(colors: colors).markup(
        beside: area, nameEnd: width, nameTop: labelRow)
    }
    return (markup, [panel], notes)
  }

  private func endLabels() -> String {
    var labels = EndLabels()
    for index in plot.marks.indices {
      let mark = plot.marks[index]
      guard let name = mark.name, !labels.labels.contains(where: { $0.name == name }) else {
        continue
      }
      let canvas = drawing.canvas(for: index, in: area)
      let isAtEnd =
        mark.namePlacement == .rightEdge || mark.namePlacement == .lineEnd && namesAtEnds
      guard isAtEnd, let point = mark.nameAnchor(on: canvas) else { continue }
      labels.add(name, color: canvas.color, end: point.y)
    }
    labels.spread(in: area)
    return labels.markup(in: area)
  }

  /// The names above the data.
  private func topLabels() -> String {
    plot.marks.indices.map { index in
      let (mark, canvas) = (plot.marks[index], drawing.canvas(for: index, in: area))
      guard mark.namePlacement == .topEdge, let name = mark.name,
        let point = mark.nameAnchor(on: canvas)
      else { return "" }
      let half = Metrics.labelWidth(textWidth(name)) / 2
      return textElement(
        escaped(name), x: max(half, min(width - half, point.x)), y: area.top - 7, anchor: .middle,
        attributes: "fill=\"\(canvas.color.value)\"")
    }.joined()
  }
}

/// The name of an axis.
func axisLabel(_ label: String, x: Double, y: Double, anchor: TextAnchor = .start) -> String {
  textElement(
    escaped(label), x: x, y: y, anchor: anchor, attributes: "fill=\"\(Paint.ink.value)\"")
}
