import Tensors

/// Bins of equal width, and the counts of numbers in them.
struct HistogramBins {
  /// The lower end of the first bin.
  let start: Double
  let width: Double
  private(set) var counts: [Int]
  /// The numbers in all.
  let finite: Int
  /// The numbers that are not finite.
  let missing: Int
  /// The finite numbers outside of all bins.
  private(set) var outside = 0
  /// The mean and the standard deviation of the numbers in the bins; 0 where there are none.
  private(set) var mean = 0.0
  private(set) var deviation = 0.0
  /// True if the range was not requested, so that only outliers lie outside.
  private let hasOutliers: Bool

  /// The bins of these numbers: see `Histogram`.
  init(_ values: [Double], count: Int?, width: Double?, range: ClosedRange<Double>?) {
    let numbers = values.filter { $0.isDrawable }
    (finite, missing) = (numbers.count, values.count - numbers.count)
    let core = Interval(numbers).core
    hasOutliers =
      range == nil || numbers.contains { !(core.lower...core.upper).contains($0) }
    Self.requirePossible(count: count, width: width, range: range)
    let ends = range.map { ($0.lowerBound, $0.upperBound) } ?? Self.ends(core)
    if let count {
      (start, self.width) = (ends.0, (ends.1 - ends.0) / Double(count))
      counts = [Int](repeating: 0, count: count)
    } else {
      let width = width ?? Self.width(of: numbers, within: ends)
      // Without a range the bins lie at multiples of their width, where other histograms have theirs.
      let start = range == nil ? (ends.0 / width).rounded(.down) * width : ends.0
      let needed = ((ends.1 - start) / width - 1e-9).rounded(.up)
      require(
        needed <= Double(Limits.bins),
        "Histogram: \(brief(needed)) bins of \(brief(width)), at most \(counted(Limits.bins)): "
          + "choose wider bins or a smaller range")
      (self.start, self.width) = (start, width)
      counts = [Int](repeating: 0, count: max(1, Int(needed)))
    }
    fill(with: numbers, to: ends.1)
  }

  private static func requirePossible(
    count: Int?, width: Double?, range: ClosedRange<Double>?
  ) {
    require(
      count == nil || width == nil, "Histogram: both a number of bins and their width: give one")
    if let count {
      require(count > 0, "Histogram: \(count) bins: at least 1")
      Limits.require(
        count, "bins", of: "Histogram", atMost: Limits.bins, "no page can show them apart")
    }
    if let width {
      require(
        width > 0 && width.isDrawable, "Histogram: bins of \(width): the width must be positive")
    }
    if let range {
      require(
        range.lowerBound.isDrawable && range.upperBound.isDrawable
          && range.lowerBound < range.upperBound,
        "Histogram: \(range): a range has two different, finite ends")
    }
  }

  /// The ends of the numbers; around a single one, a tenth of it to both sides.
  private static func ends(_ core: (lower: Double, upper: Double)) -> (Double, Double) {
    guard core.lower <= core.upper else { return (0, 1) }
    if core.upper - core.lower > 1e-11 * max(core.lower.magnitude, core.upper.magnitude) {
      return core
    }
    let half = core.lower == 0 ? 0.5 : 0.1 * core.lower.magnitude
    return (core.lower - half, core.upper + half)
  }

  /// Twice the width of the middle half divided by the cube root of the count, between a two-hundredth and a
  /// fifth of the range.
  private static func width(of numbers: [Double], within ends: (Double, Double)) -> Double {
    let sorted = numbers.sorted()
    var width = (ends.1 - ends.0) / 20
    if let last = sorted.indices.last {
      let middle = sorted[3 * last / 4] - sorted[last / 4]
      var root = 1.0
      while root * root * root < Double(sorted.count) { root += 1 }
      if middle > 0 { width = 2 * middle / root }
    }
    width = max((ends.1 - ends.0) / 200, min((ends.1 - ends.0) / 5, width))
    return TickStep(dividing: width, by: 1).size
  }

  private mutating func fill(with numbers: [Double], to end: Double) {
    var (sum, count) = (0.0, 0)
    let last = counts.count - 1
    for number in numbers {
      let place = ((number - start) / width + 1e-9).rounded(.down)
      guard number >= start && number <= end else {
        outside += 1
        continue
      }
      counts[max(0, min(last, Int(place)))] += 1
      sum += number
      count += 1
    }
    guard count > 0 else { return }
    mean = sum / Double(count)
    var squares = 0.0
    for number in numbers where number >= start && number <= end {
      squares += (number - mean) * (number - mean)
    }
    deviation = (squares / Double(count)).squareRoot()
  }

  /// The lower end of a bin, which is the upper one of the bin before.
  func edge(_ index: Int) -> Double { start + Double(index) * width }

  /// The first of the highest bins.
  var highest: Int? { counts.indices.max { counts[$0] < counts[$1] } }

  /// The numbers that are in no bin, in words; nil where they are not worth a word.
  var note: String? {
    let total = finite + missing
    guard total > 0 else { return "no numbers" }
    let isWorthAWord =
      missing > 0 || outside == finite || outside > 0 && hasOutliers || 10 * outside > total
    guard isWorthAWord else { return nil }
    let causes = [
      missing == 0 ? nil : "\(counted(missing)) \(missing == 1 ? "is" : "are") not finite",
      outside == 0 ? nil : "\(counted(outside)) \(outside == 1 ? "lies" : "lie") outside the bins",
    ].compactMap { $0 }
    return "of \(counted(total)) numbers " + causes.joined(separator: ", ")
  }
}
