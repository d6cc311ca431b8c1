/// The requirements of marks on one axis: the numbers that it must reach, and its ends.
public struct Interval: Sendable {
  /// The ends of the axis. Where marks disagree, the later case wins.
  public enum Ending: Int, Sendable {
    /// No requirement.
    case any
    /// At the outermost number: curves run from edge to edge.
    case tight
    /// A little beyond the outermost number, so that no dot is cut.
    case padded
    /// Exactly at the outermost number: a heat map fills its axes.
    case exact
  }

  /// The place of zero on the axis. Where marks disagree, the later case wins.
  public enum Zero: Int, Sendable {
    /// No requirement.
    case free
    /// On the axis if the numbers are close to it.
    case preferred
    /// Always on the axis, as the base of bars.
    case required
  }

  private(set) var lower = Double.infinity
  private(set) var upper = -Double.infinity
  /// The ends without outliers, which an axis reaches where its range is not requested.
  private(set) var core = (lower: Double.infinity, upper: -Double.infinity)
  var ending: Ending
  var zero: Zero
  /// The names at 0, 1, 2, … of an axis of categories.
  var categories: [String] = []
  /// True if the numbers increase downwards, as rows of a matrix do.
  var isReversed = false

  /// The smallest interval that contains numbers.
  ///
  /// - Parameters:
  ///   - values: the numbers; those that are not finite are left out.
  ///   - ending: the ends of the axis.
  ///   - zero: the place of zero.
  ///   - leavesOutOutliers: whether a linear axis leaves out numbers that are larger than 10,000 and farther
  ///     from the middle half of all numbers than 10,000 times its width.
  public init(
    _ values: [Double] = [], ending: Ending = .any, zero: Zero = .free,
    leavesOutOutliers: Bool = true
  ) {
    self.ending = ending
    self.zero = zero
    for value in values where value.isDrawable {
      lower = min(lower, value)
      upper = max(upper, value)
    }
    core = leavesOutOutliers ? Outliers.core(values, of: (lower, upper)) : (lower, upper)
  }

  var isEmpty: Bool { lower > upper }

  mutating func formUnion(_ other: Interval) {
    lower = min(lower, other.lower)
    upper = max(upper, other.upper)
    core = (min(core.lower, other.core.lower), max(core.upper, other.core.upper))
    if other.ending.rawValue > ending.rawValue { ending = other.ending }
    if other.zero.rawValue > zero.rawValue { zero = other.zero }
    if other.categories.count > categories.count { categories = other.categories }
    isReversed = isReversed || other.isReversed
  }
}

/// The requirements of a mark on both axes.
public struct Extent: Sendable {
  var x: Interval
  var y: Interval

  /// The requirements on the horizontal and the vertical axis.
  public init(x: Interval = Interval(), y: Interval = Interval()) {
    self.x = x
    self.y = y
  }

  mutating func formUnion(_ other: Extent) {
    x.formUnion(other.x)
    y.formUnion(other.y)
  }
}
