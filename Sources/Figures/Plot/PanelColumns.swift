/// The columns of small multiples: areas of one width, with the labels of their ticks between them.
struct PanelColumns {
  /// The width of the y axis' labels before each column.
  private var margins: [Double] = []
  private var gap = Self.smallestGap
  private(set) var areaWidth = 0.0

  /// The least space between panels, in CSS pixels.
  private static let smallestGap = 20.0

  init(
    _ drawings: [PlotDrawing], columns: Int, width: Double, sharesY: Bool, colorBarWidth: Double
  ) {
    // A first estimate of the width determines the ticks, whose labels determine the margins.
    areaWidth = (width - 40 - colorBarWidth) / Double(columns) - gap
    for _ in 0..<2 {
      let labelWidths = drawings.map { $0.yLabelWidth(width: areaWidth) }
      margins = (0..<columns).map { column in
        if sharesY { return column == 0 ? labelWidths.max() ?? 0 : 0 }
        return stride(from: column, to: drawings.count, by: columns).map { labelWidths[$0] }.max()
          ?? 0
      }
      let overhangs = drawings.map { $0.xOverhang(width: areaWidth) }
      let (before, after) = (overhangs.map(\.left).max() ?? 0, overhangs.map(\.right).max() ?? 0)
      gap = max(Self.smallestGap, before + after + 6)
      let free =
        width - margins.reduce(0, +) - Double(columns - 1) * gap - max(4, after, colorBarWidth)
      areaWidth = max(40, free / Double(columns))
    }
  }

  /// The left edge of a column's areas.
  func left(of column: Int) -> Double {
    margins[...column].reduce(0, +) + Double(column) * (areaWidth + gap)
  }
}

extension PlotDrawing {
  /// The height of a panel's area.
  func panelHeight(width: Double) -> Double {
    hasEqualUnits ? width * min(2, yDomain.span / xDomain.span) : 0.75 * width
  }

  /// The width of the labels of a panel's y axis.
  fileprivate func yLabelWidth(width: Double) -> Double {
    yTicks(width: width, height: panelHeight(width: width)).map(\.label.width).max()
      .map { 10 + Metrics.labelWidth($0) } ?? 4
  }
}
