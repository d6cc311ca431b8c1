import Tensors

/// Bars from zero: one for each category, or one for each number as in a histogram. Several series of bars
/// in a plot are side by side.
public struct Bars: Mark {
  public let name: String?
  public let color: Paint?
  let labels: [String]
  let xs: [Double]
  let ys: [Double]

  /// A bar for each category. Traps where the counts differ, and on more than 20,000 bars.
  ///
  /// - Parameters:
  ///   - labels: the names of the categories.
  ///   - values: the height of each bar.
  ///   - name: the name in the legend; nil for none.
  ///   - color: the color; nil for that of the next series.
  public init(
    labels: [String], _ values: some PlotData, name: String? = nil, color: Paint? = nil
  ) {
    ys = values.plotData
    require(labels.count == ys.count, "Bars: \(labels.count) labels and \(ys.count) values")
    Bars.requireFew(ys.count)
    xs = labels.indices.map(Double.init)
    (self.labels, self.name, self.color) = (labels, name, color)
  }

  /// A bar at each x value. Traps where the counts differ, and on more than 20,000 bars.
  ///
  /// - Parameters:
  ///   - x: the middle of each bar.
  ///   - y: its height.
  ///   - name: the name in the legend; nil for none.
  ///   - color: the color; nil for that of the next series.
  public init(
    _ x: some PlotData, _ y: some PlotData, name: String? = nil, color: Paint? = nil
  ) {
    (xs, ys) = (x.plotData, y.plotData)
    require(xs.count == ys.count, "Bars: \(xs.count) x values and \(ys.count) y values")
    Bars.requireFew(ys.count)
    (labels, self.name, self.color) = ([], name, color)
  }

  private static func requireFew(_ count: Int) {
    Limits.require(
      count, "bars", of: "Bars", atMost: Limits.shapes,
      "draw a Line, or the Histogram of the numbers")
  }

  public var swatch: Swatch { .area }
  public var isDodged: Bool { true }

  /// The smallest distance between neighbors, in which all bars of one x value share.
  private var step: Double {
    let sorted = xs.filter(\.isDrawable).sorted()
    let gaps = zip(sorted, sorted.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }
    return gaps.min() ?? 1
  }

  /// The width of a bar that shares its place with no other.
  var barWidth: Double { (labels.isEmpty ? 0.92 : 0.72) * step }

  public func extent(x: Axis, y: Axis) -> Extent {
    let bars = drawable(xs, ys, x, y)
    let half = step / 2
    var places = Interval(
      bars.flatMap { [$0.0 - half, $0.0 + half] }, ending: .exact, leavesOutOutliers: false)
    places.categories = labels
    return Extent(
      x: places,
      y: Interval(bars.map(\.1), ending: .padded, zero: .required, leavesOutOutliers: false))
  }

  public func draw(on canvas: inout Canvas) {
    canvas.add(note: Omissions("bars", xs, ys, canvas.x, canvas.y).sentence)
    let area = canvas.area
    let base = max(area.top, min(area.bottom, canvas.y(0) ?? area.bottom))
    let share = labels.isEmpty && canvas.dodge.count == 1 ? 0.92 : 0.72
    let width = share * step / Double(canvas.dodge.count)
    let offset = (Double(canvas.dodge.index) - Double(canvas.dodge.count - 1) / 2) * width
    var path = PathData()
    var tops: [Point] = []
    for (x, y) in zip(xs, ys) {
      guard let left = canvas.x(x + offset - width / 2),
        let right = canvas.x(x + offset + width / 2), let top = canvas.y(y)
      else { continue }
      let rectangle = area.clippedPolygon([
        Point(x: left, y: base), Point(x: left, y: top), Point(x: right, y: top),
        Point(x: right, y: base),
      ])
      guard rectangle.count > 2 else { continue }
      path.polyline(rectangle)
      path.close()
      tops.append(Point(x: (left + right) / 2, y: max(area.top, min(area.bottom, top))))
    }
    guard !path.isEmpty else { return }
    canvas.add("<path fill=\"\(canvas.color.value)\" fill-opacity=\".85\" d=\"\(path.text)\"/>")
    canvas.add(.bars, tops)
  }

  public func summary(x: Axis, y: Axis) -> String {
    let members = xs.indices.filter { x.shows(xs[$0]) && y.shows(ys[$0]) }
    let missing = missingNote(xs.count - members.count)
    guard let low = members.min(by: { ys[$0] < ys[$1] }),
      let high = members.max(by: { ys[$0] < ys[$1] })
    else { return "no bars\(missing)" }
    let called = { labels.isEmpty ? brief(xs[$0]) : labels[$0] }
    if members.count <= 8 {
      return "bars, "
        + members.map { "\(called($0)) \(brief(ys[$0]))" }.joined(separator: ", ") + missing
    }
    return "\(counted(members.count)) bars, lowest \(brief(ys[low])) at \(called(low)), "
      + "highest \(brief(ys[high])) at \(called(high))\(missing)"
  }
}
