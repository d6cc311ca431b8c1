/// A sequence of numbers that a mark can draw: an array, a range, a tensor in row-major order; at most
/// 10,000,000 of them.
public protocol PlotData {
  /// The numbers, in order. Those that are not finite are left out of a figure and mentioned in its
  /// description.
  var plotData: [Double] { get }
}

/// A number that an array of plot data may hold.
public protocol PlotNumber {
  /// The number in double precision.
  var plotNumber: Double { get }
}

extension Double: PlotNumber {
  public var plotNumber: Double { self }
}

extension Float: PlotNumber {
  public var plotNumber: Double { Double(self) }
}

extension Int: PlotNumber {
  public var plotNumber: Double { Double(self) }
}

extension Array: PlotData where Element: PlotNumber {
  public var plotData: [Double] {
    Limits.requireFewNumbers(count)
    return map { $0.plotNumber }
  }
}

extension Range: PlotData where Bound == Int {
  public var plotData: [Double] {
    Limits.requireFewNumbers(count)
    return map(Double.init)
  }
}

extension ClosedRange: PlotData where Bound == Int {
  public var plotData: [Double] {
    Limits.requireFewNumbers(count)
    return map(Double.init)
  }
}

extension Double {
  /// True if the number has a place on an axis. Beyond 10³⁰⁰ differences would overflow.
  var isDrawable: Bool { magnitude <= 1e300 }
}
