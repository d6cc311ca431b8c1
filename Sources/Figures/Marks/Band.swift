import Tensors

/// A filled band between two curves: a standard deviation around a mean. A band with the name of a line
/// shares its color and its legend entry.
public struct Band: Mark {
  public let name: String?
  public let color: Paint?
  let xs: [Double]
  let lower: [Double]
  let upper: [Double]

  /// A band. Traps where the counts differ.
  ///
  /// - Parameters:
  ///   - x: the x values.
  ///   - lower: the lower edge at each of them.
  ///   - upper: the upper edge.
  ///   - name: the name in the legend; nil for none.
  ///   - color: the color; nil for that of the next series.
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

  /// The indices whose three numbers all have a place on their axes.
  private func members(_ x: Axis, _ y: Axis) -> [Int] {
    xs.indices.filter { x.shows(xs[$0]) && y.shows(lower[$0]) && y.shows(upper[$0]) }
  }

  public func draw(on canvas: inout Canvas) {
    canvas.add(
      note: Omissions("edge points", xs + xs, lower + upper, canvas.x, canvas.y).sentence)
    var path = PathData()
    var edge: (low: [Point], high: [Point]) = ([], [])
    func finish() {
      let polygon = canvas.area.clippedPolygon(
        thinned(downsampled(edge.high)) + thinned(downsampled(edge.low)).reversed())
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
    let missing = missingNote(xs.count - members.count)
    guard let first = members.first, let last = members.last else { return "no band\(missing)" }
    return "band from \(brief(lower[first])) to \(brief(upper[first])) at \(brief(xs[first])), "
      + "from \(brief(lower[last])) to \(brief(upper[last])) at \(brief(xs[last]))\(missing)"
  }
}
