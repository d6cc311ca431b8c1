import Tensors

/// One direction of a plot: its name, its scale and, where the data should not decide, its range.
public struct Axis: Sendable {
  /// How numbers become distances.
  public enum Kind: Sendable {
    /// Equal differences are equally far apart.
    case linear
    /// Equal ratios are equally far apart. Numbers that are not positive are left out.
    case log
  }

  /// What is measured, in words and units.
  public var label: String
  /// How numbers become distances.
  public var scale: Kind
  /// The numbers at the axis' two ends. Without it, the data decide.
  public var range: ClosedRange<Double>?

  /// An axis. Traps where a logarithmic axis is given a range that is not positive.
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

  /// Whether this number has a place on the axis.
  func shows(_ value: Double) -> Bool {
    value.isDrawable && (scale == .linear || value > 0)
  }
}
