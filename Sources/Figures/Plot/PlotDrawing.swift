import Outputs

/// A plot whose colors and axis ends are determined, independent of its layout.
struct PlotDrawing {
  let plot: Plot
  let series: [Series]
  var extent: Extent
  var xDomain: Domain
  var yDomain: Domain
  /// The indices of the marks that are side by side.
  private let dodged: [Int: Int]

  init(_ plot: Plot, palette: inout Palette) {
    self.plot = plot
    dodged = Dictionary(
      uniqueKeysWithValues: plot.marks.indices.filter { plot.marks[$0].isDodged }.enumerated()
        .map { ($1, $0) })
    series = palette.assign(plot.marks)
    var extent = Extent()
    for mark in plot.marks { extent.formUnion(mark.extent(x: plot.x, y: plot.y)) }
    self.extent = extent
    xDomain = plot.x.domain(of: extent.x)
    yDomain = plot.y.domain(of: extent.y)
  }

  /// The color scale that the plot's color bar shows: that of its first mark that has one.
  var colorScale: ColorScale? { plot.marks.lazy.compactMap(\.colorScale).first }

  /// The grid lines that suit all marks.
  var gridLines: GridLines {
    let wanted = plot.marks.map(\.gridLines)
    return wanted.contains(.none) ? .none : wanted.contains(.both) ? .both : .horizontal
  }

  /// The scales of an area.
  func scales(in area: Area) -> (x: Scale, y: Scale) {
    let (top, bottom) =
      extent.y.isReversed ? (area.bottom, area.top) : (area.top, area.bottom)
    return (
      Scale(axis: plot.x, domain: xDomain, start: area.left, end: area.right),
      Scale(axis: plot.y, domain: yDomain, start: bottom, end: top)
    )
  }

  /// The canvas of the mark at this index.
  func canvas(for index: Int, in area: Area) -> Canvas {
    let (x, y) = scales(in: area)
    return Canvas(
      x: x, y: y, area: area, name: plot.marks[index].name, series: series[index],
      dodge: (dodged[index] ?? 0, max(dodged.count, 1)))
  }

  /// Draws the marks in their order. Traps where that takes more than 32 MB.
  ///
  /// - Returns: their SVG elements, the plot's data, and the sentences about data that are not shown.
  func drawMarks(in area: Area) -> (markup: String, panel: Output.Panel, notes: [String]) {
    var bytes = 0
    let canvases = plot.marks.indices.map { index in
      var canvas = canvas(for: index, in: area)
      plot.marks[index].draw(on: &canvas)
      bytes += canvas.markup.utf8.count
      Limits.require(
        bytes, "bytes of drawing", of: "Plot", atMost: Limits.drawingBytes,
        "draw fewer or shorter series")
      return canvas
    }
    let (x, y) = scales(in: area)
    let panel = Output.Panel(
      title: plot.title, description: plot.description, x: x.data, y: y.data,
      series: canvases.flatMap(\.data))
    return (canvases.map(\.markup).joined(), panel, notes + canvases.flatMap(\.notes))
  }

  /// The sentences about the plot itself.
  private var notes: [String] {
    if plot.marks.isEmpty { return ["No data"] }
    guard plot.aspect == .equal && !hasEqualUnits else { return [] }
    let (longer, shorter) = (max(xDomain.span, yDomain.span), min(xDomain.span, yDomain.span))
    return [
      "The units of x and y are not equally long: one axis is \(brief(longer / shorter)) times the other"
    ]
  }

  /// True if one unit of x is as long as one unit of y: that is requested, and neither axis is more than 50
  /// times the other, which would leave a strip with nothing to see.
  var hasEqualUnits: Bool {
    plot.aspect == .equal && max(xDomain.span, yDomain.span) <= 50 * min(xDomain.span, yDomain.span)
  }

  /// The largest area within `width` × `height`, of equal units if requested.
  func equalSize(width: Double, height: Double) -> (width: Double, height: Double) {
    guard hasEqualUnits else { return (width, height) }
    let unit = min(width / xDomain.span, height / yDomain.span)
    return (unit * xDomain.span, unit * yDomain.span)
  }
}
