import Foundation

extension BinaryFloatingPoint {
  /// The number with exactly this many decimals, correctly rounded, in the same characters everywhere:
  /// `Float(2.345).fixed(1)` is `2.3`. A negative number that rounds to zero loses its sign.
  public func fixed(_ decimals: Int) -> String {
    guard isFinite else { return String(describing: Double(self)) }
    let text = String(
      format: "%.\(decimals)f", locale: Locale(identifier: "en_US_POSIX"), Double(self))
    return text.hasPrefix("-") && !text.contains(where: { ("1"..."9").contains($0) })
      ? String(text.dropFirst()) : text
  }
}
