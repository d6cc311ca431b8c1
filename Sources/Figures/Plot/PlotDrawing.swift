import Outputs

/// A plot whose colors and axis ends are determined, independent of its layout.
struct PlotDrawing {
  let plot: Plot
  let series: [Series]
  var extent: Extent
  var xDomain: Domain
  var yDomain: Domain

  init(_ plot: Plot, palette: inout Palette) {
    self.plot = plot
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
    let dodged = plot.marks.indices.filter { plot.marks[$0].isDodged }
    return Canvas(
      x: x, y: y, area: area, name: plot.marks[index].name, series: series[index],
      dodge: (dodged.firstIndex(of: index) ?? 0, max(dodged.count, 1)))
  }

  /// Draws the marks in their order.
  ///
  /// - Returns: their SVG elements, and the plot's data.
  func drawMarks(in area: Area) -> (markup: String, panel: Output.Panel) {
    let canvases = plot.marks.indices.map { index in
      var canvas = canvas(for: index, in: area)
      plot.marks[index].draw(on: &canvas)
      return canvas
    }
    let (x, y) = scales(in: area)
    let panel = Output.Panel(
      title: plot.title, description: plot.description, x: x.data, y: y.data,
      series: canvases.flatMap(\.data))
    return (canvases.map(\.markup).joined(), panel)
  }

  /// The largest area of equal units within `width` × `height`.
  func equalSize(width: Double, height: Double) -> (width: Double, height: Double) {
    guard plot.aspect == .equal else { return (width, height) }
    let unit = min(width / xDomain.span, height / yDomain.span)
    return (unit * xDomain.span, unit * yDomain.span)
  }
}
