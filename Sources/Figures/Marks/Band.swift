import Tensors

/// A filled band between two curves: a spread around a mean. Give it the name of its line, and both share
/// a colour and a legend entry.
public struct Band: Mark {
  public let name: String?
  public let color: Paint?
  let xs: [Double]
  let lower: [Double]
  let upper: [Double]

  /// The band between `lower` and `upper` at `x`. Traps where the counts differ.
  public init(
    _ x: some PlotData, _ lower: some PlotData, _ upper: some PlotData, name: String? = nil,
    color: Paint? = nil
  ) {
    (xs, self.lower, self.upper) = (x.plotData, lower.plotData, upper.plotData)
    require(
      xs.count == self.lower.count && xs.count == self.upper.count,
      "Band: \(xs.count) x values, \(self.lower.count) lower and \(self.upper.count) upper values")
    (self.name, self.color) = (name, color)
  }

  public var swatch: Swatch { .area }

  public func extent(x: Axis, y: Axis) -> Extent {
    let members = members(x, y)
    return Extent(
      x: Interval(members.map { xs[$0] }, ending: .tight),
      y: Interval(
        members.flatMap { [lower[$0], upper[$0]] }, ending: .padded, zero: .preferred))
  }

  /// Where all three numbers have a place on their axes.
  private func members(_ x: Axis, _ y: Axis) -> [Int] {
    xs.indices.filter { x.shows(xs[$0]) && y.shows(lower[$0]) && y.shows(upper[$0]) }
  }

  public func draw(on canvas: inout Canvas) {
    var path = PathData()
    var edge: (low: [Point], high: [Point]) = ([], [])
    func finish() {
      let polygon = canvas.area.clippedPolygon(thinned(edge.high) + thinned(edge.low).reversed())
      if polygon.count > 2 {
        path.polyline(polygon)
        path.close()
      }
      edge = ([], [])
    }
    for index in xs.indices {
      if let low = canvas.point(xs[index], lower[index]),
        let high = canvas.point(xs[index], upper[index])
      {
        edge.low.append(low)
        edge.high.append(high)
      } else {
        finish()
      }
    }
    finish()
    guard !path.isEmpty else { return }
    canvas.add("<path fill=\"\(canvas.color.value)\" fill-opacity=\".2\" d=\"\(path.text)\"/>")
  }

  public func summary(x: Axis, y: Axis) -> String {
    let members = members(x, y)
    let missing = leftOut(xs.count - members.count)
    guard let first = members.first, let last = members.last else { return "no band\(missing)" }
    return "band from \(spoken(lower[first])) to \(spoken(upper[first])) at \(spoken(xs[first])), "
      + "from \(spoken(lower[last])) to \(spoken(upper[last])) at \(spoken(xs[last]))\(missing)"
  }
}
