import Outputs
import Tensors

/// The two ends of an axis: numbers on a linear scale, their decimal logarithms on a logarithmic one.
struct Domain: Equatable {
  var lower: Double
  var upper: Double
  var span: Double { upper - lower }
}

extension Axis {
  /// The position of a number on the scale: itself, or its decimal logarithm.
  func position(of value: Double) -> Double {
    scale == .linear ? value : log10(value)
  }

  /// The ends of the axis for data of this interval.
  func domain(of interval: Interval) -> Domain {
    if let range {
      return Domain(lower: position(of: range.lowerBound), upper: position(of: range.upperBound))
    }
    if !interval.categories.isEmpty {
      return Domain(lower: -0.5, upper: Double(interval.categories.count) - 0.5)
    }
    return scale == .linear ? linearDomain(of: interval) : logDomain(of: interval)
  }

  private func linearDomain(of interval: Interval) -> Domain {
    guard !interval.isEmpty else { return Domain(lower: 0, upper: 1) }
    var (lower, upper) = interval.core
    let standsOnZero =
      interval.zero == .required
      || interval.zero == .preferred && lower >= 0 && lower < 0.3 * upper
    if standsOnZero { (lower, upper) = (min(lower, 0), max(upper, 0)) }
    // A span below the numbers' own precision has no ticks to label.
    if upper - lower <= 1e-11 * max(lower.magnitude, upper.magnitude) {
      let half = lower == 0 ? 0.5 : 0.1 * lower.magnitude
      return Domain(lower: lower - half, upper: upper + half)
    }
    guard interval.ending == .padded else { return Domain(lower: lower, upper: upper) }
    let padding = 0.05 * (upper - lower)
    return Domain(
      lower: standsOnZero && lower == 0 ? 0 : lower - padding,
      upper: standsOnZero && upper == 0 ? 0 : upper + padding)
  }

  private func logDomain(of interval: Interval) -> Domain {
    guard interval.lower > 0 && !interval.isEmpty else { return Domain(lower: 0, upper: 1) }
    let (lower, upper) = (log10(interval.lower), log10(interval.upper))
    if upper - lower < 1e-6 { return Domain(lower: lower - 0.5, upper: upper + 0.5) }
    let padding = interval.ending == .padded ? 0.05 * (upper - lower) : 0
    // Bars on a logarithmic scale start at the power of ten below the smallest.
    let floor = interval.zero == .required ? (lower - 0.1).rounded(.down) : lower - padding
    return Domain(lower: floor, upper: upper + padding)
  }
}

/// The map from numbers to SVG coordinates along one direction of a plot.
public struct Scale {
  let axis: Axis
  let domain: Domain
  /// The coordinate of the domain's lower end, in CSS pixels.
  let start: Double
  /// The coordinate of the domain's upper end, in CSS pixels.
  let end: Double

  /// The coordinate of a number, in CSS pixels; nil where it has none (not finite, or not positive on a
  /// logarithmic scale).
  public func callAsFunction(_ value: Double) -> Double? {
    guard axis.shows(value) else { return nil }
    return coordinate(at: axis.position(of: value))
  }

  /// The coordinate of a position on the scale. Far outside of the picture it is bounded, so that the part of
  /// a line inside can be computed.
  func coordinate(at position: Double) -> Double {
    let coordinate = start + (position - domain.lower) / domain.span * (end - start)
    return max(-Self.farthest, min(Self.farthest, coordinate))
  }

  private static let farthest = 1e7

  /// The scale as data. Logarithms are rounded as in the drawing: mathematics libraries differ in their
  /// last bits.
  var data: Output.Axis {
    let ends = [domain.lower, domain.upper].map { end in
      axis.scale == .log ? (end * 1e6).rounded() / 1e6 : end
    }
    return Output.Axis(
      label: axis.label, isLogarithmic: axis.scale == .log, lower: ends[0], upper: ends[1],
      start: Double(tenths(start)) / 10, end: Double(tenths(end)) / 10)
  }

  /// Tests whether a coordinate lies between the ends of the axis, within rounding.
  func contains(_ coordinate: Double) -> Bool {
    coordinate >= min(start, end) - 0.05 && coordinate <= max(start, end) + 0.05
  }
}
