/// The points of a mark that a plot does not show, by cause.
struct Omissions {
  /// The name of the points, in the plural.
  private let nouns: String
  private let total: Int
  private(set) var notFinite = 0
  private(set) var notPositive = 0
  private(set) var outside = 0
  /// True if an outlier lies outside the axes: see `Outliers`.
  private var hasOutliers = false

  /// Counts the points that have no place on the axes, or one outside of them.
  ///
  /// - Parameters:
  ///   - nouns: the name of the points, in the plural.
  ///   - xs: the x values.
  ///   - ys: the y values.
  ///   - x: the horizontal scale.
  ///   - y: the vertical scale.
  init(_ nouns: String, _ xs: [Double], _ ys: [Double], _ x: Scale, _ y: Scale) {
    self.nouns = nouns
    total = xs.count
    for (px, py) in zip(xs, ys) {
      if !px.isDrawable || !py.isDrawable {
        notFinite += 1
      } else if !x.axis.shows(px) || !y.axis.shows(py) {
        notPositive += 1
      } else if !x.includes(px) || !y.includes(py) {
        outside += 1
        hasOutliers = hasOutliers || x.isFar(px) || y.isFar(py)
      }
    }
  }

  /// The number of points that are shown.
  var shown: Int { total - notFinite - notPositive - outside }

  /// The counts in words; nil where they are not worth a word. Numbers that are not finite and outliers
  /// always are, numbers that are not positive on a logarithmic axis if they are more than half, and points
  /// outside of a requested range if none is inside.
  var sentence: String? {
    guard total > 0 else { return "no \(nouns)" }
    let isWorthAWord =
      notFinite > 0 || hasOutliers || shown == 0 || 2 * notPositive > total
    guard isWorthAWord else { return nil }
    let causes = [
      Cause(notFinite, "is not finite", "are not finite", none: "is finite"),
      Cause(notPositive, "is not positive", "are not positive", none: "is positive"),
      Cause(outside, "lies outside the axes", "lie outside the axes", none: "lies inside the axes"),
    ].filter { $0.count > 0 }
    let all = shown == 0
    if causes.count == 1 {
      let cause = causes[0]
      return all
        ? "none of \(counted(total)) \(nouns) \(cause.none)"
        : "\(counted(cause.count)) of \(counted(total)) \(nouns) \(cause.verb)"
    }
    let parts = causes.map { "\(counted($0.count)) \($0.verb)" }.joined(separator: ", ")
    return all
      ? "none of \(counted(total)) \(nouns) is shown: \(parts)"
      : "\(counted(total - shown)) of \(counted(total)) \(nouns) are not shown: \(parts)"
  }

  /// A cause of omission: the verb of the points that it concerns.
  private struct Cause {
    let count: Int
    let verb: String
    /// The verb where no point is without it.
    let none: String

    init(_ count: Int, _ one: String, _ many: String, none: String) {
      (self.count, self.none) = (count, none)
      verb = count == 1 ? one : many
    }
  }
}

extension Scale {
  /// Tests whether a number that the axis shows lies between its ends, within rounding.
  fileprivate func includes(_ value: Double) -> Bool {
    let position = axis.position(of: value)
    let slack = 1e-9 * domain.span
    return position >= domain.lower - slack && position <= domain.upper + slack
  }

  /// Tests whether a number outside of the axis is an outlier. Without a requested range every such number
  /// is; a requested range may show a part of the data on purpose.
  fileprivate func isFar(_ value: Double) -> Bool {
    guard let range = axis.range else { return !includes(value) }
    let reach = Outliers.factor * (range.upperBound - range.lowerBound)
    return value.magnitude > Outliers.factor
      && (value < range.lowerBound - reach || value > range.upperBound + reach)
  }
}
