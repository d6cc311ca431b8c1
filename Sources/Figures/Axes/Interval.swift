/// What the marks of a plot ask of one axis: the numbers that it must reach, and how it should end.
public struct Interval: Sendable {
  /// How the axis ends. Where marks disagree, the later case wins.
  public enum Ending: Int, Sendable {
    /// The mark does not mind.
    case any
    /// At the outermost number: curves run from edge to edge.
    case tight
    /// A little beyond the outermost number, so that no dot is cut.
    case padded
    /// Exactly at the outermost number: a heat map fills its axes.
    case exact
  }

  /// Whether the axis begins at zero. Where marks disagree, the later case wins.
  public enum Zero: Int, Sendable {
    case free
    /// Where the numbers come near it anyway.
    case preferred
    /// Always: bars stand on it.
    case required
  }

  private(set) var lower = Double.infinity
  private(set) var upper = -Double.infinity
  var ending: Ending
  var zero: Zero
  /// Names of the places 0, 1, 2, … where the axis counts things instead of measuring.
  var categories: [String] = []
  /// Whether the numbers grow downwards, as rows of a matrix do.
  var isReversed = false

  /// The interval of these numbers, those that are not finite left out.
  public init(_ values: [Double] = [], ending: Ending = .any, zero: Zero = .free) {
    self.ending = ending
    self.zero = zero
    for value in values where value.isDrawable { include(value) }
  }

  var isEmpty: Bool { lower > upper }

  private mutating func include(_ value: Double) {
    lower = min(lower, value)
    upper = max(upper, value)
  }

  mutating func formUnion(_ other: Interval) {
    lower = min(lower, other.lower)
    upper = max(upper, other.upper)
    if other.ending.rawValue > ending.rawValue { ending = other.ending }
    if other.zero.rawValue > zero.rawValue { zero = other.zero }
    if other.categories.count > categories.count { categories = other.categories }
    isReversed = isReversed || other.isReversed
  }
}

/// What a mark asks of both axes.
public struct Extent: Sendable {
  var x: Interval
  var y: Interval

  /// The extent of a mark over these intervals.
  public init(x: Interval = Interval(), y: Interval = Interval()) {
    self.x = x
    self.y = y
  }

  mutating func formUnion(_ other: Extent) {
    x.formUnion(other.x)
    y.formUnion(other.y)
  }
}
