import Tensors

/// A curve through points in their order, with a gap where a number has no place on its axis.
public struct Line: Mark {
  /// The weight of a line.
  public enum Weight: Sendable {
    /// Thin and pale: a noisy curve behind its smoothed form.
    case light
    /// Two pixels wide.
    case regular
  }

  public let name: String?
  public let color: Paint?
  let weight: Weight
  let xs: [Double]
  let ys: [Double]

  /// A line through points. Traps where the counts differ.
  ///
  /// - Parameters:
  ///   - x: the x values.
  ///   - y: the y values.
  ///   - name: the name in the legend or at the end of the line; nil for none.
  ///   - weight: the weight of the line.
  ///   - color: the color; nil for that of the next series.
  public init(
    _ x: some PlotData, _ y: some PlotData, name: String? = nil, weight: Weight = .regular,
    color: Paint? = nil
  ) {
    (xs, ys) = (x.plotData, y.plotData)
    require(xs.count == ys.count, "Line: \(xs.count) x values and \(ys.count) y values")
    (self.name, self.weight, self.color) = (name, weight, color)
  }

  /// A line through numbers at 0, 1, 2, …
  ///
  /// - Parameters:
  ///   - y: the y values.
  ///   - name: the name in the legend or at the end of the line; nil for none.
  ///   - weight: the weight of the line.
  ///   - color: the color; nil for that of the next series.
  public init(
    _ y: some PlotData, name: String? = nil, weight: Weight = .regular, color: Paint? = nil
  ) {
    let values = y.plotData
    self.init(values.indices, values, name: name, weight: weight, color: color)
  }

  public var swatch: Swatch { weight == .light ? .thinLine : .line }

  public func extent(x: Axis, y: Axis) -> Extent {
    let points = drawable(xs, ys, x, y)
    return Extent(
      x: Interval(points.map(\.0), ending: .tight),
      y: Interval(points.map(\.1), ending: .padded, zero: .preferred))
  }

  public func draw(on canvas: inout Canvas) {
    let parts = runs(on: canvas).filter { $0.count > 1 }
      .flatMap { canvas.area.clipped(downsampled($0)) }
    var path = PathData()
    var length = 0.0
    for part in parts {
      path.polyline(part)
      for (a, b) in zip(part, part.dropFirst()) {
        length += (b.x - a.x).magnitude + (b.y - a.y).magnitude
      }
    }
    addLonePoints(to: &canvas)
    guard !path.isEmpty else { return }
    // A noisy curve is thin, so that it hides little, and has no dashes, which would be more noise.
    let isNoisy = length > 4 * (canvas.area.width + canvas.area.height)
    let isThin = weight == .light || isNoisy
    let dash = isThin ? "" : dashes(canvas.series.dash)
    let stroke = isThin ? "1\" stroke-opacity=\".55" : "2"
    let title = name.map { " data-name=\"\(escaped($0))\"" } ?? ""
    canvas.add(
      "<path class=\"line\"\(title) fill=\"none\" stroke=\"\(canvas.color.value)\" "
        + "stroke-width=\"\(stroke)\" stroke-linejoin=\"round\" stroke-linecap=\"round\"\(dash) "
        + "d=\"\(path.text)\"/>")
    canvas.add(.line, parts.flatMap { $0 })
  }

  /// Draws points between gaps, which make no line, as dots.
  private func addLonePoints(to canvas: inout Canvas) {
    var path = PathData()
    for run in runs(on: canvas) where run.count == 1 && canvas.area.contains(run[0]) {
      path.dot(at: run[0])
    }
    guard !path.isEmpty else { return }
    canvas.add(
      "<path fill=\"none\" stroke=\"\(canvas.color.value)\" stroke-width=\"5\" "
        + "stroke-linecap=\"round\" d=\"\(path.text)\"/>")
  }

  /// The pieces of the line between gaps.
  private func runs(on canvas: Canvas) -> [[Point]] {
    var runs: [[Point]] = [[]]
    for (x, y) in zip(xs, ys) {
      if let point = canvas.point(x, y) {
        runs[runs.count - 1].append(point)
      } else if !runs[runs.count - 1].isEmpty {
        runs.append([])
      }
    }
    return runs
  }

  public var namePlacement: NamePlacement { .lineEnd }

  /// The last point, moved up or down into the area.
  public func nameAnchor(on canvas: Canvas) -> Point? {
    let last = zip(xs, ys).reversed().lazy.compactMap { canvas.point($0, $1) }.first
    return last.map { Point(x: $0.x, y: max(canvas.area.top, min(canvas.area.bottom, $0.y))) }
  }

  public func summary(x: Axis, y: Axis) -> String {
    let points = drawable(xs, ys, x, y)
    let missing = missingNote(xs.count - points.count)
    guard let first = points.first, let last = points.last else { return "no points\(missing)" }
    if points.count == 1 { return "one point, \(brief(first.1)) at \(brief(first.0))\(missing)" }
    let lowest = points.min { $0.1 < $1.1 } ?? first
    let highest = points.max { $0.1 < $1.1 } ?? first
    return "\(counted(points.count)) points from \(brief(first.1)) at \(brief(first.0)) "
      + "to \(brief(last.1)) at \(brief(last.0)), "
      + "lowest \(brief(lowest.1)) at \(brief(lowest.0)), "
      + "highest \(brief(highest.1)) at \(brief(highest.0))\(missing)"
  }
}

/// The points that have a place on both axes.
func drawable(_ xs: [Double], _ ys: [Double], _ x: Axis, _ y: Axis) -> [(Double, Double)] {
  zip(xs, ys).filter { x.shows($0) && y.shows($1) }
}

/// The attribute that distinguishes the lines of different series without color.
func dashes(_ place: Int) -> String {
  let patterns = ["", "9 5", "1.5 5", "11 4 1.5 4", "16 5", "5 4 1.5 4 1.5 4"]
  let pattern = patterns[place % patterns.count]
  return pattern.isEmpty ? "" : " stroke-dasharray=\"\(pattern)\""
}

/// The end of a summary where values have no place on an axis.
func missingNote(_ count: Int) -> String {
  switch count {
  case 0: ""
  case 1: "; 1 value has no place on the axes"
  default: "; \(counted(count)) values have no place on the axes"
  }
}

/// The same curve with at most four points in each column of pixels: its first, lowest, highest and last
/// (M4, Jugel et al. 2014). The drawing looks the same, and a curve of a million steps stays small.
func downsampled(_ points: [Point]) -> [Point] {
  guard points.count > 400 else { return points }
  guard zip(points, points.dropFirst()).allSatisfy({ $0.x <= $1.x }) else { return points }
  var result: [Point] = []
  var start = 0
  while start < points.count {
    let column = points[start].x.rounded(.down)
    var (end, low, high) = (start, start, start)
    while end < points.count && points[end].x.rounded(.down) == column {
      if points[end].y < points[low].y { low = end }
      if points[end].y > points[high].y { high = end }
      end += 1
    }
    var kept = -1
    for index in [start, min(low, high), max(low, high), end - 1] where index > kept {
      result.append(points[index])
      kept = index
    }
    start = end
  }
  return result
}
