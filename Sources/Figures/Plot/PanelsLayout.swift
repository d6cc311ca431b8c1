import Outputs

/// The layout of small multiples. Shared axes are labeled once: at the left of each row and below each
/// column.
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

  private var colorScale: ColorScale? { drawings.lazy.compactMap(\.colorScale).first }

  /// The label of the x axis that all panels share; nil where each panel has its own.
  private var xLabel: String? { sharedLabel(\.x) }
  /// The label of the y axis that all panels share; nil where each panel has its own.
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
    let grid = PanelColumns(
      drawings, columns: columns, width: width, sharesY: sharesY,
      colorBarWidth: ColorBar.width(of: colorScale))
    titles = panels.plots.map {
      TitleBlock($0.title, width: grid.areaWidth, size: Self.panelTitle)
    }
    var top = labelRow + (yLabel?.isEmpty == false || colorScale?.label != nil ? 26 : 4)
    for first in stride(from: 0, to: drawings.count, by: columns) {
      let row = first..<min(drawings.count, first + columns)
      top += (row.map { titles[$0].height }.max() ?? 0) + ownLabelHeight + 8
      for index in row {
        let left = grid.left(of: index - first)
        let height = drawings[index].panelHeight(width: grid.areaWidth)
        areas.append(Area(left: left, top: top, right: left + grid.areaWidth, bottom: top + height))
      }
      let ticks = row.filter(showsXTicks).map { drawings[$0].tickHeight(width: grid.areaWidth) }
      top = (areas[row].map(\.bottom).max() ?? top) + (ticks.max() ?? 0)
      top += (xLabel == nil ? 22 : 0) + (row.upperBound < drawings.count ? 12 : 0)
    }
    height = top + (xLabel?.isEmpty == false ? 23 : 4)
  }

  /// The height of a panel's own y label, where the panels do not share one.
  private var ownLabelHeight: Double { yLabel == nil ? 20 : 0 }

  /// Tests whether a panel labels the ticks of its x axis: it has no panel below, or its own axis.
  private func showsXTicks(_ index: Int) -> Bool {
    !sharesX || index + columns >= drawings.count
  }

  /// The whole figure: its SVG elements, its data, and the sentences about data that are not shown.
  func draw() -> (markup: String, panels: [Output.Panel], notes: [String]) {
    let marks = zip(drawings, areas).map { $0.drawMarks(in: $1) }
    var markup = title.markup(x: 0, top: 0)
    markup += legend.markup(x: 0, top: title.height, width: width)
    if let yLabel, !yLabel.isEmpty { markup += axisLabel(yLabel, x: 0, y: labelRow + 16) }
    for index in drawings.indices { markup += panel(index, marks: marks[index].markup) }
    if let xLabel, !xLabel.isEmpty, let last = areas.last {
      markup += axisLabel(xLabel, x: last.right, y: height - 6, anchor: .end)
    }
    if let colorScale, let first = areas.first {
      let row = Area(
        left: first.left, top: first.top,
        right: areas.prefix(columns).last?.right ?? first.right, bottom: first.bottom)
      markup += ColorBar(colors: colorScale).markup(
        beside: row, nameEnd: width, nameTop: labelRow)
    }
    let notes = zip(drawings, marks).flatMap { drawing, marks in
      let title = drawing.plot.title
      return title.isEmpty ? marks.notes : marks.notes.map { "\(title): \($0)" }
    }
    return (markup, marks.map(\.panel), drawings.isEmpty ? ["No panels"] : notes)
  }

  private func panel(_ index: Int, marks: String) -> String {
    let (drawing, area) = (drawings[index], areas[index])
    var axes = AxesDrawing(
      drawing: drawing, area: area, xTicks: drawing.xTicks(width: area.width),
      yTicks: drawing.yTicks(width: area.width, height: area.height))
    axes.labelsX = showsXTicks(index)
    axes.labelsY = !sharesY || index % columns == 0
    var markup = titles[index].markup(
      x: area.left, top: area.top - 8 - ownLabelHeight - titles[index].height)
    if yLabel == nil {
      markup += axisLabel(drawing.plot.y.label, x: area.left, y: area.top - 11)
    }
    markup += axes.markup(around: marks)
    if xLabel == nil {
      let tickHeight = axes.labelsX ? drawing.tickHeight(width: area.width) : 0
      markup += axisLabel(
        drawing.plot.x.label, x: area.right, y: area.bottom + tickHeight + 17, anchor: .end)
    }
    return markup
  }
}

extension Array where Element == Plot {
  /// Tests whether all plots can share an axis: the same label, scale, requested range and categories.
  fileprivate func canShare(_ axis: KeyPath<Plot, Axis>, _ categories: [[String]]) -> Bool {
    allSatisfy { plot in
      let (one, other) = (self[0][keyPath: axis], plot[keyPath: axis])
      return one.label == other.label && one.scale == other.scale && one.range == other.range
    } && Set(categories).count <= 1
  }
}

extension PlotDrawing {
  /// Gives all drawings the union of the requirements of their marks.
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
}
