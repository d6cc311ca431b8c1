/// Where the parts of small multiples stand. Shared axes are labelled once: at the left of each row and
/// below each column.
struct PanelsLayout {
  private let panels: Panels
  private let drawings: [PlotDrawing]
  private let title: TitleBlock
  private var legend = Legend()
  private let sharesX: Bool
  private let sharesY: Bool
  private var areas: [Area] = []
  private var titles: [TitleBlock] = []
  private(set) var height = 0.0

  var width: Double { panels.width }
  private var columns: Int { panels.columns }
  /// Between panels, where their ticks' labels let them be so close.
  private static let gap = 20.0
  private static let panelTitle = 15.0

  init(_ panels: Panels) {
    self.panels = panels
    var palette = Palette()
    var drawings = panels.plots.map { PlotDrawing($0, palette: &palette) }
    sharesX = panels.sharesAxes && panels.plots.canShare(\.x, drawings.map(\.extent.x.categories))
    sharesY = panels.sharesAxes && panels.plots.canShare(\.y, drawings.map(\.extent.y.categories))
    PlotDrawing.shareExtents(&drawings, x: sharesX, y: sharesY)
    self.drawings = drawings
    title = TitleBlock(panels.title, width: panels.width)
    for drawing in drawings {
      for (mark, series) in zip(drawing.plot.marks, drawing.series) { legend.add(mark, series) }
    }
    place()
  }

  private var heatMap: HeatMap? { drawings.lazy.compactMap(\.heatMap).first }

  /// The axis labels that all panels share; nil where they differ and each panel has its own.
  private var xLabel: String? { sharedLabel(\.x) }
  private var yLabel: String? { sharedLabel(\.y) }

  private func sharedLabel(_ axis: KeyPath<Plot, Axis>) -> String? {
    let labels = Set(panels.plots.map { $0[keyPath: axis].label })
    return labels.count == 1 ? labels.first : nil
  }

  private var labelRow: Double { title.height + legend.height(width: width) }

  private mutating func place() {
    guard !drawings.isEmpty else {
      height = max(title.height, 20)
      return
    }
    let rows = (drawings.count + columns - 1) / columns
    var (gap, right) = (Self.gap, ColorBar.room(heatMap))
    // A first guess of a panel's size chooses the ticks, whose labels decide the margins.
    var areaWidth = (width - 40 - right) / Double(columns) - gap
    var left: [Double] = []
    for _ in 0..<2 {
      let rooms = drawings.map { drawing in
        drawing.yTicks(width: areaWidth, height: drawing.panelHeight(width: areaWidth))
          .map(\.label.width).max().map { 10 + Metrics.room($0) } ?? 4
      }
      left = (0..<columns).map { column in
        if sharesY && column > 0 { return 0 }
        let members = stride(
          from: sharesY ? 0 : column, to: drawings.count, by: sharesY ? 1 : columns)
        return members.map { rooms[$0] }.max() ?? 0
      }
      let overhangs = drawings.map { $0.xOverhang(width: areaWidth) }
      let after = overhangs.map(\.right).max() ?? 0
      gap = max(Self.gap, (overhangs.map(\.left).max() ?? 0) + after + 6)
      right = max(4, after, ColorBar.room(heatMap))
      let free = width - left.reduce(0, +) - Double(columns - 1) * gap - right
      areaWidth = max(40, free / Double(columns))
    }

    titles = panels.plots.map {
      TitleBlock($0.title, width: areaWidth, size: Self.panelTitle)
    }
    var top = labelRow + (yLabel?.isEmpty == false || heatMap?.name != nil ? 26 : 4)
    for row in 0..<rows {
      let members = row * columns..<min(drawings.count, (row + 1) * columns)
      let titleHeight = members.map { titles[$0].height }.max() ?? 0
      let ownLabel = yLabel == nil ? 20.0 : 0
      let areaTop = top + titleHeight + ownLabel + 8
      let areaHeight = members.map { drawings[$0].panelHeight(width: areaWidth) }.max() ?? 0
      var x = 0.0
      for index in members {
        let column = index - members.lowerBound
        x += left[column]
        areas.append(
          Area(
            left: x, top: areaTop, right: x + areaWidth,
            bottom: areaTop + drawings[index].panelHeight(width: areaWidth)))
        x += areaWidth + gap
      }
      let ticks =
        members.contains(where: showsXTicks)
        ? members.map { drawings[$0].tickRoom(width: areaWidth) }.max() ?? 0 : 0
      top = areaTop + areaHeight + ticks + (xLabel == nil ? 22 : 0) + (row < rows - 1 ? 12 : 0)
    }
    height = top + (xLabel?.isEmpty == false ? 23 : 4)
  }

  /// Whether this panel labels the ticks of its x axis: it has no panel below, or its own axis.
  private func showsXTicks(_ index: Int) -> Bool {
    !sharesX || index + columns >= drawings.count
  }

  /// The whole figure.
  func markup() -> String {
    var markup = title.markup(x: 0, top: 0)
    markup += legend.markup(x: 0, top: title.height, width: width)
    if let yLabel, !yLabel.isEmpty { markup += axisLabel(yLabel, x: 0, y: labelRow + 16) }
    for index in drawings.indices { markup += panel(index) }
    if let xLabel, !xLabel.isEmpty, let last = areas.last {
      markup += axisLabel(xLabel, x: last.right, y: height - 6, anchor: .end)
    }
    if let heatMap, let first = areas.first {
      var beside = first
      beside.right = areas.prefix(columns).last?.right ?? first.right
      markup += ColorBar(heatMap).markup(beside: beside, nameEnd: width, nameTop: labelRow)
    }
    return markup
  }

  private func panel(_ index: Int) -> String {
    let (drawing, area) = (drawings[index], areas[index])
    let ownLabel = yLabel == nil ? 20.0 : 0
    var axes = AxesDrawing(
      drawing: drawing, area: area, xTicks: drawing.xTicks(width: area.width),
      yTicks: drawing.yTicks(width: area.width, height: area.height))
    axes.labelsX = showsXTicks(index)
    axes.labelsY = !sharesY || index % columns == 0
    var markup = titles[index].markup(
      x: area.left, top: area.top - 8 - ownLabel - titles[index].height)
    if yLabel == nil {
      markup += axisLabel(drawing.plot.y.label, x: area.left, y: area.top - 11)
    }
    markup += axes.markup(around: drawing.marks(in: area))
    if xLabel == nil {
      let room = axes.labelsX ? drawing.tickRoom(width: area.width) : 0
      markup += axisLabel(
        drawing.plot.x.label, x: area.right, y: area.bottom + room + 17, anchor: .end)
    }
    return markup
  }
}

extension Array where Element == Plot {
  /// Whether all these plots can have one axis: the same label and scale, the same range asked for, the same
  /// names.
  fileprivate func canShare(_ axis: KeyPath<Plot, Axis>, _ categories: [[String]]) -> Bool {
    allSatisfy { plot in
      let (one, other) = (self[0][keyPath: axis], plot[keyPath: axis])
      return one.label == other.label && one.scale == other.scale && one.range == other.range
    } && Set(categories).count <= 1
  }
}

extension PlotDrawing {
  /// Gives all drawings the union of what their marks ask for.
  fileprivate static func shareExtents(_ drawings: inout [PlotDrawing], x: Bool, y: Bool) {
    var union = Extent()
    for drawing in drawings { union.formUnion(drawing.extent) }
    for index in drawings.indices {
      if x {
        drawings[index].extent.x = union.x
        drawings[index].xDomain = drawings[index].plot.x.domain(of: union.x)
      }
      if y {
        drawings[index].extent.y = union.y
        drawings[index].yDomain = drawings[index].plot.y.domain(of: union.y)
      }
    }
  }

  /// The height of a panel's area.
  fileprivate func panelHeight(width: Double) -> Double {
    plot.aspect == .equal ? width * min(2, yDomain.span / xDomain.span) : 0.75 * width
  }
}
