/// Numbers far beyond all others, as a sampler that diverges makes them: one at 10⁹ would leave nothing to see
/// of two thousand between −3 and 3.
///
/// A number is an outlier if it is larger than 10,000 in magnitude and farther from the middle half of the
/// numbers than 10,000 times that half's width. Fewer than eight numbers have no outliers, nor have numbers
/// whose middle half is a single value.
enum Outliers {
  /// The least magnitude of an outlier, and its least distance in widths of the middle half.
  static let factor = 10_000.0
  private static let fewest = 8

  /// The ends of the numbers without outliers; `all` where there are none.
  ///
  /// - Parameters:
  ///   - values: the numbers; those that have no place on an axis are left out.
  ///   - all: the least and the largest of them.
  static func core(
    _ values: [Double], of all: (lower: Double, upper: Double)
  ) -> (lower: Double, upper: Double) {
    guard max(-all.lower, all.upper) > factor else { return all }
    let sorted = values.filter { $0.isDrawable }.sorted()
    guard sorted.count >= fewest else { return all }
    let (first, third) = (sorted[sorted.count / 4], sorted[(3 * sorted.count - 1) / 4])
    let reach = factor * (third - first)
    guard reach > 0 else { return all }
    let isOutlier = { (value: Double) in
      value.magnitude > factor && (value < first - reach || value > third + reach)
    }
    guard let lower = sorted.first(where: { !isOutlier($0) }),
      let upper = sorted.last(where: { !isOutlier($0) })
    else { return all }
    return (lower, upper)
  }
}
