import Tensors

/// The distribution of numbers: how many of them lie in each of many bins of equal width. Several histograms of a
/// plot are drawn over each other; give them the same bins to compare counts, or compare densities.
///
///     Plot("Samples", x: Axis("x"), y: Axis("density")) {
///       Histogram(samples, range: -3...3, height: .density, name: "samples")
///       Line(xs, xs.map(density), name: "exact")
///     }
public struct Histogram: Mark {
  /// The height of a bar.
  public enum Height: Sendable {
    /// The number of numbers in the bin.
    case count
    /// Their share of all finite numbers, divided by the bin's width: comparable with a probability density.
    /// The area of all bars is 1, less the share of the numbers outside of the range.
    case density
  }

  public let name: String?
  public let color: Paint?
  let bins: HistogramBins
  let height: Height

  /// A histogram of numbers. Traps on bins, a width or a range that cannot be, on both bins and a width, and on
  /// more than 10,000 bins. A number on the border of two bins belongs to the upper one, and the upper end
  /// of the range to the last.
  ///
  /// - Parameters:
  ///   - values: the numbers, in any order. Those that are not finite are counted in words under the figure.
  ///   - bins: the number of bins in the range.
  ///   - width: the width of a bin; the bins begin at the range's lower end, or without a range at a multiple
  ///     of the width. Without `bins` and `width` the width follows from the middle half of the numbers
  ///     (Freedman and Diaconis 1981), rounded to 1, 2 or 5 times a power of ten.
  ///   - range: the ends of the first and the last bin; without it, the least and the largest number. Numbers
  ///     far beyond all others are left out as on any axis.
  ///   - height: the height of a bar.
  ///   - name: the name in the legend; nil for none.
  ///   - color: the color; nil for that of the next series.
  public init(
    _ values: some PlotData, bins: Int? = nil, width: Double? = nil,
    range: ClosedRange<Double>? = nil, height: Height = .count, name: String? = nil,
    color: Paint? = nil
  ) {
    self.bins = HistogramBins(values.plotData, count: bins, width: width, range: range)
    (self.height, self.name, self.color) = (height, name, color)
  }

  public var swatch: Swatch { .area }

  /// The heights of the bars.
  var heights: [Double] {
    let unit = height == .count ? 1 : Double(max(bins.finite, 1)) * bins.width
    return bins.counts.map { Double($0) / unit }
  }

  public func extent(x: Axis, y: Axis) -> Extent {
    guard bins.finite > 0 else { return Extent() }
    let heights = heights.filter { y.shows($0) }
    return Extent(
      x: Interval([bins.edge(0), bins.edge(bins.counts.count)].filter(x.shows), ending: .exact),
      y: Interval(heights, ending: .padded, zero: .required, leavesOutOutliers: false))
  }

  public func draw(on canvas: inout Canvas) {
    canvas.add(note: bins.note)
    let area = canvas.area
    let base = max(area.top, min(area.bottom, canvas.y(0) ?? area.bottom))
    var (fill, outline) = (PathData(), PathData())
    var steps: [Point] = []
    var tops: [Point] = []
    func finish() {
      guard let first = steps.first, let last = steps.last else { return }
      let polygon = [Point(x: first.x, y: base)] + steps + [Point(x: last.x, y: base)]
      let clipped = area.clippedPolygon(polygon)
      if clipped.count > 2 {
        fill.polyline(clipped)
        fill.close()
      }
      for part in area.clipped(polygon) { outline.polyline(part) }
      steps = []
    }
    for (index, height) in heights.enumerated() {
      guard let left = canvas.x(bins.edge(index)), let right = canvas.x(bins.edge(index + 1)) else {
        finish()
        continue
      }
      let top = height == 0 ? base : canvas.y(height) ?? base
      steps += [Point(x: left, y: top), Point(x: right, y: top)]
      let middle = Point(x: (left + right) / 2, y: max(area.top, min(area.bottom, top)))
      if area.contains(middle) { tops.append(middle) }
    }
    finish()
    guard !fill.isEmpty else { return }
    canvas.add(
      "<path fill=\"\(canvas.color.value)\" fill-opacity=\".3\" d=\"\(fill.text)\"/>"
        + "<path fill=\"none\" stroke=\"\(canvas.color.value)\" stroke-width=\"1.5\" "
        + "stroke-linejoin=\"round\" d=\"\(outline.text)\"/>")
    canvas.add(.bars, tops)
  }

  public func summary(x: Axis, y: Axis) -> String {
    let missing = missingNote(bins.missing)
    guard bins.finite > 0, let highest = bins.highest else { return "no numbers\(missing)" }
    let heights = heights
    let outside = bins.outside == 0 ? "" : ", \(counted(bins.outside)) outside of them"
    return "histogram of \(counted(bins.finite)) numbers, mean \(brief(bins.mean)), standard "
      + "deviation \(brief(bins.deviation)), in \(counted(bins.counts.count)) bins of "
      + "\(brief(bins.width)) from \(brief(bins.edge(0))) to "
      + "\(brief(bins.edge(bins.counts.count)))\(outside), highest \(brief(heights[highest])) from "
      + "\(brief(bins.edge(highest))) to \(brief(bins.edge(highest + 1)))\(missing)"
  }

  public func sketch(x: Axis, y: Axis) -> String? {
    bins.finite == 0 ? nil : Line(bins.counts).sketch(x: Axis(), y: Axis())
  }
}
