import Tensors

/// An axis of a plot: its label, its scale, and its range where the data should not decide it.
public struct Axis: Sendable {
  /// The map from numbers to distances.
  public enum Kind: Sendable {
    /// Equal differences are equal distances.
    case linear
    /// Equal ratios are equal distances. Numbers that are not positive are left out.
    case log
  }

  /// The quantity, with its unit.
  public var label: String
  /// The map from numbers to distances.
  public var scale: Kind
  /// The numbers at the two ends of the axis; nil where the data decide.
  public var range: ClosedRange<Double>?

  /// An axis. Traps on a range that is empty or not finite, and on one that is not positive where the axis
  /// is logarithmic.
  ///
  /// - Parameters:
  ///   - label: the quantity, with its unit; empty for none.
  ///   - scale: the map from numbers to distances.
  ///   - range: the numbers at the two ends; without it, the data decide.
  public init(_ label: String = "", scale: Kind = .linear, range: ClosedRange<Double>? = nil) {
    if let range {
      require(
        range.lowerBound.isDrawable && range.upperBound.isDrawable
          && range.lowerBound < range.upperBound,
        "Axis(\"\(label)\"): \(range): a range has two different, finite ends")
      require(
        scale == .linear || range.lowerBound > 0,
        "Axis(\"\(label)\"): \(range): a log scale has positive numbers only")
    }
    self.label = label
    self.scale = scale
    self.range = range
  }

  /// Tests whether a number has a place on the axis.
  func shows(_ value: Double) -> Bool {
    value.isDrawable && (scale == .linear || value > 0)
  }
}
