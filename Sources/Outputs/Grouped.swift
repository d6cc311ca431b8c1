extension BinaryInteger {
  /// The number with commas between thousands, for prose: `20_000.grouped` is `20,000`.
  public var grouped: String { (self < 0 ? "-" : "") + String(magnitude).groupedDigits }
}

extension String {
  /// Digits with commas between thousands.
  package var groupedDigits: String {
    var result = ""
    for (index, digit) in enumerated() {
      if index > 0, (count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return result
  }
}
