/// The format of one tensor's numbers: all as integers, all with four decimals, or all with an exponent. NaN is
/// `nan` whatever its sign; zero has no sign.
enum NumberFormat {
  case integer, decimal, exponent

  init(_ values: [Float]) {
    let finite = values.filter { $0.isFinite }
    let largest = finite.map { $0.magnitude }.max() ?? 0
    if finite.allSatisfy({ $0 == $0.rounded() }) && largest < 1e6 {
      self = .integer
    } else {
      self = largest >= 1e5 || largest < 1e-3 ? .exponent : .decimal
    }
  }

  func text(_ value: Float) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    switch self {
    case .integer: return String(Int(value))
    case .decimal: return NumberFormat.fixed(Double(value))
    case .exponent:
      guard value != 0 else { return "0.0000e0" }
      var (mantissa, exponent) = (Double(value), 0)
      while abs(mantissa) >= 9.999_95 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
      while abs(mantissa) < 0.999_995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
      return NumberFormat.fixed(mantissa) + "e\(exponent)"
    }
  }

  /// Four decimals; a number that rounds to zero has no sign.
  private static func fixed(_ value: Double) -> String {
    let scaled = Int((abs(value) * 10_000).rounded())
    let digits = String(scaled % 10_000 + 10_000).dropFirst()
    return (value < 0 && scaled != 0 ? "-" : "") + "\(scaled / 10_000).\(digits)"
  }
}
