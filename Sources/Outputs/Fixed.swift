import Foundation

extension BinaryFloatingPoint {
  /// The number with a fixed number of decimals, correctly rounded, the same characters in every locale:
  /// `2.345.fixed(1)` is `2.3`. Zero has no sign, nor has a negative number that rounds to zero: so it is in
  /// tensors and figures too. Only Swift's own exact text of a number keeps it, `-0.0`.
  ///
  /// - Parameter decimals: the digits after the point.
  /// - Returns: the text; `inf`, `-inf` or `nan` for a number that is not finite.
  public func fixed(_ decimals: Int) -> String {
    guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
    let text = String(
      format: "%.\(decimals)f", locale: Locale(identifier: "en_US_POSIX"), Double(self))
    return text.hasPrefix("-") && !text.contains(where: { ("1"..."9").contains($0) })
      ? String(text.dropFirst()) : text
  }
}
