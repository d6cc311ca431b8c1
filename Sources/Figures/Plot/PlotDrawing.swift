/// A plot with everything decided that does not depend on where it stands: colours and the ends of its
/// axes.
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

  var heatMap: HeatMap? { plot.marks.lazy.compactMap { $0 as? HeatMap }.first }

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
    let bars = plot.marks.indices.filter { plot.marks[$0] is Bars }
    return Canvas(
      x: x, y: y, area: area, series: series[index],
      bar: (bars.firstIndex(of: index) ?? 0, max(bars.count, 1)))
  }

  /// The marks in their order.
  func marks(in area: Area) -> String {
    plot.marks.indices.map { index in
      var canvas = canvas(for: index, in: area)
      plot.marks[index].draw(on: &canvas)
      return canvas.markup
    }.joined()
  }

  /// The largest area of equal units within `width` × `height`.
  func equalSize(width: Double, height: Double) -> (width: Double, height: Double) {
    guard plot.aspect == .equal else { return (width, height) }
    let unit = min(width / xDomain.span, height / yDomain.span)
    return (unit * xDomain.span, unit * yDomain.span)
  }
}
