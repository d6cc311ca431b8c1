import Tensors

// The marks of live figures, with the native ones' initializers: their data alone.

/// A color of a figure, by its role.
public enum Paint: Equatable, Sendable {
  case series(Int)
  case ink, muted
}

/// Dots at points.
public struct Points {
  let data: LiveMark

  public init(
    _ x: some PlotData, _ y: some PlotData, name: String? = nil, size: Double? = nil,
    color: Paint? = nil
  ) {
    let (xs, ys) = (x.plotData, y.plotData)
    require(xs.count == ys.count, "Points: \(xs.count) x values and \(ys.count) y values")
    data = LiveMark(.points, xs, ys)
  }

  public init(
    _ points: some PlotMatrixConvertible, name: String? = nil, size: Double? = nil,
    color: Paint? = nil
  ) {
    let (x, y) = points.coordinates(for: "Points")
    self.init(x, y)
  }
}

/// A line through points.
public struct Line {
  /// The weight of a line.
  public enum Weight: Sendable {
    case light, regular
  }

  let data: LiveMark

  public init(
    _ x: some PlotData, _ y: some PlotData, name: String? = nil, weight: Weight = .regular,
    smoothing: Smoothing? = nil, color: Paint? = nil
  ) {
    let (xs, raw) = (x.plotData, y.plotData)
    require(xs.count == raw.count, "Line: \(xs.count) x values and \(raw.count) y values")
    data = LiveMark(.line, xs, smoothing.map { $0(raw) } ?? raw)
  }

  public init(
    _ y: some PlotData, name: String? = nil, weight: Weight = .regular,
    smoothing: Smoothing? = nil, color: Paint? = nil
  ) {
    let values = y.plotData
    self.init(values.indices, values, smoothing: smoothing)
  }
}

/// A filled band between two curves.
public struct Band {
  let data: LiveMark

  public init(
    _ x: some PlotData, _ lower: some PlotData, _ upper: some PlotData, name: String? = nil,
    color: Paint? = nil
  ) {
    let (xs, lower, upper) = (x.plotData, lower.plotData, upper.plotData)
    require(
      xs.count == lower.count && xs.count == upper.count,
      "Band: \(xs.count) x values, \(lower.count) lower and \(upper.count) upper values")
    data = LiveMark(.band, xs, lower, upper)
  }
}

/// The distribution of numbers in bins of equal width.
public struct Histogram {
  /// The height of a bar.
  public enum Height: Sendable {
    case count, density
  }

  let data: LiveMark

  public init(
    _ values: some PlotData, bins: Int? = nil, width: Double? = nil,
    range: ClosedRange<Double>? = nil, height: Height = .count, name: String? = nil,
    color: Paint? = nil
  ) {
    let bins = HistogramBins(values.plotData, count: bins, width: width, range: range)
    let unit = height == .count ? 1 : Double(max(bins.finite, 1)) * bins.width
    data = LiveMark(
      .bars, bins.counts.indices.map { bins.edge($0) + bins.width / 2 },
      bins.counts.map { Double($0) / unit }, [bins.width])
  }
}

/// Arrows at points.
public struct Arrows {
  let data: LiveMark

  public init(
    from: some PlotMatrixConvertible, vectors: some PlotMatrixConvertible, scale: Double,
    name: String? = nil, color: Paint? = nil
  ) {
    let (from, vectors) = (from.coordinates(for: "Arrows"), vectors.coordinates(for: "Arrows"))
    require(
      from.x.count == vectors.x.count,
      "Arrows: \(from.x.count) points and \(vectors.x.count) vectors")
    data = LiveMark(
      .arrows, from.x, from.y, vectors.x.map { scale * $0 }, vectors.y.map { scale * $0 })
  }
}

/// A straight line across the plot at one number.
public struct Rule {
  let data: LiveMark

  public init(y: some PlotNumber, name: String? = nil, color: Paint = .muted) {
    data = LiveMark(.rule, [.nan], [y.plotNumber])
  }

  public init(x: some PlotNumber, name: String? = nil, color: Paint = .muted) {
    data = LiveMark(.rule, [x.plotNumber], [.nan])
  }
}
