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
  /// The numbers as given.
  let raw: [Double]
  let smoothing: Smoothing?
  let showsRaw: Bool
  /// The numbers that are drawn: `raw`, or smoothed.
  let ys: [Double]

  /// A line through points. Of a line whose x values do not increase at most 50,000 points are drawn, evenly
  /// chosen, and words under the figure say so; others are thinned without a trace. Traps where the counts
  /// differ, and on smoothing over fewer than one number.
  ///
  /// - Parameters:
  ///   - x: the x values.
  ///   - y: the y values.
  ///   - name: the name in the legend or at the end of the line; nil for none.
  ///   - weight: the weight of the line.
  ///   - smoothing: the average that is drawn instead of the numbers; nil for the numbers themselves.
  ///   - showsRaw: whether a smoothed line has the numbers behind it, thin and pale.
  ///   - color: the color; nil for that of the next series.
  public init(
    _ x: some PlotData, _ y: some PlotData, name: String? = nil, weight: Weight = .regular,
    smoothing: Smoothing? = nil, showsRaw: Bool = false, color: Paint? = nil
  ) {
    (xs, raw) = (x.plotData, y.plotData)
    require(xs.count == raw.count, "Line: \(xs.count) x values and \(raw.count) y values")
    if let smoothing {
      require(
        smoothing.count > 0, "Line: smoothing over \(smoothing.count) numbers: at least 1")
    }
    ys = smoothing.map { [raw] in $0(raw) } ?? raw
    (self.smoothing, self.showsRaw) = (smoothing, showsRaw && smoothing != nil)
    (self.name, self.weight, self.color) = (name, weight, color)
  }

  /// A line through numbers at 0, 1, 2, …
  ///
  /// - Parameters:
  ///   - y: the y values.
  ///   - name: the name in the legend or at the end of the line; nil for none.
  ///   - weight: the weight of the line.
  ///   - smoothing: the average that is drawn instead of the numbers; nil for the numbers themselves.
  ///   - showsRaw: whether a smoothed line has the numbers behind it, thin and pale.
  ///   - color: the color; nil for that of the next series.
  public init(
    _ y: some PlotData, name: String? = nil, weight: Weight = .regular,
    smoothing: Smoothing? = nil, showsRaw: Bool = false, color: Paint? = nil
  ) {
    let values = y.plotData
    self.init(
      values.indices, values, name: name, weight: weight, smoothing: smoothing,
      showsRaw: showsRaw, color: color)
  }

  public var swatch: Swatch { weight == .light ? .thinLine : .line }

  public func extent(x: Axis, y: Axis) -> Extent {
    let points = drawable(xs, ys, x, y)
    var extent = Extent(
      x: Interval(points.map(\.0), ending: .tight),
      y: Interval(points.map(\.1), ending: .padded, zero: .preferred))
    if showsRaw { extent.formUnion(unsmoothed.extent(x: x, y: y)) }
    return extent
  }

  /// The numbers behind a smoothed line, as a line of their own.
  private var unsmoothed: Line { Line(xs, raw, name: name, weight: .light, color: color) }

  public func draw(on canvas: inout Canvas) {
    if showsRaw { unsmoothed.drawCurve(on: &canvas, opacity: ".3") }
    canvas.add(note: Omissions("points", xs, raw, canvas.x, canvas.y).sentence)
    drawCurve(on: &canvas)
  }

  /// - Parameter opacity: that of a thin line.
  private func drawCurve(on canvas: inout Canvas, opacity: String = ".55") {
    let runs = runs(on: canvas)
    let curves = runs.filter { $0.count > 1 }.map(downsampled)
    let kept = thinnedRuns(curves)
    canvas.add(
      note: thinningNote(
        "points", drawn: kept.reduce(0) { $0 + $1.count },
        of: curves.reduce(0) { $0 + $1.count }))
    let parts = kept.flatMap(canvas.area.clipped)
    var path = PathData()
    var length = 0.0
    for part in parts {
      path.polyline(part)
      for (a, b) in zip(part, part.dropFirst()) {
        length += (b.x - a.x).magnitude + (b.y - a.y).magnitude
      }
    }
    addLonePoints(runs, to: &canvas)
    guard !path.isEmpty else { return }
    // A noisy curve is thin, so that it hides little, and has no dashes, which would be more noise.
    let isNoisy = length > 4 * (canvas.area.width + canvas.area.height)
    let isThin = weight == .light || isNoisy
    let dash = isThin ? "" : dashes(canvas.series.dash)
    let stroke = isThin ? "1\" stroke-opacity=\"\(opacity)" : "2"
    let title = name.map { " data-name=\"\(escaped($0))\"" } ?? ""
    canvas.add(
      "<path class=\"line\"\(title) fill=\"none\" stroke=\"\(canvas.color.value)\" "
        + "stroke-width=\"\(stroke)\" stroke-linejoin=\"round\" stroke-linecap=\"round\"\(dash) "
        + "d=\"\(path.text)\"/>")
    canvas.add(.line, parts.flatMap { $0 })
  }

  /// Draws points between gaps, which make no line, as dots.
  private func addLonePoints(_ runs: [[Point]], to canvas: inout Canvas) {
    var path = PathData()
    let points = runs.filter { $0.count == 1 && canvas.area.contains($0[0]) }
    for run in thinned(points) { path.dot(at: run[0]) }
    canvas.add(
      note: thinningNote(
        "lone points", drawn: min(points.count, Limits.drawnPoints), of: points.count))
    guard !path.isEmpty else { return }
    canvas.add(
      "<path fill=\"none\" stroke=\"\(canvas.color.value)\" stroke-width=\"5\" "
        + "stroke-linecap=\"round\" d=\"\(path.text)\"/>")
  }

  /// At most 50,000 of all points, at even distances: some of each run where runs are long, else whole runs.
  private func thinnedRuns(_ runs: [[Point]]) -> [[Point]] {
    let count = runs.reduce(0) { $0 + $1.count }
    guard count > Limits.drawnPoints else { return runs }
    let step = (count + Limits.drawnPoints - 1) / Limits.drawnPoints
    if runs.count * 4 > Limits.drawnPoints {
      return stride(from: 0, to: runs.count, by: step).map { runs[$0] }
    }
    return runs.map { run in
      stride(from: 0, to: run.count - 1, by: step).map { run[$0] } + run.suffix(1)
    }
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
    let missing =
      missingNote(xs.count - points.count)
      + (smoothing.map { "; \($0.name)" } ?? "")
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
