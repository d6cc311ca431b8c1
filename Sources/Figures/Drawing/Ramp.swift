/// A color ramp for numbers. Its colors are fixed: the same number has the same color in light and in dark.
public enum Ramp: Sendable {
  /// Dark violet over blue and green to yellow, evenly lighter: for numbers of one sign.
  case sequential
  /// Blue over white to orange: for numbers around zero.
  case diverging

  /// The corners of the ramp, evenly spaced in lightness (OKLCH), with hue turning between them.
  private var corners: [SIMD3<Double>] {
    switch self {
    case .sequential:
      [
        [50, 9, 90], [38, 45, 131], [0, 83, 142], [1, 114, 143], [0, 145, 150], [0, 176, 147],
        [90, 203, 126], [175, 220, 115], [241, 234, 126],
      ]
    case .diverging:
      [
        [0, 90, 165], [68, 130, 197], [126, 169, 219], [183, 208, 236], [243, 243, 243],
        [240, 205, 185], [226, 165, 132], [207, 120, 74], [180, 73, 4],
      ]
    }
  }

  /// Red, green and blue at a fraction of the ramp from 0 to 1.
  func color(_ share: Double) -> [UInt8] {
    let corners = corners
    let place = max(0, min(1, share)) * Double(corners.count - 1)
    let index = min(corners.count - 2, Int(place))
    let part = place - Double(index)
    let mixed = corners[index] * (1 - part) + corners[index + 1] * part
    return (0..<3).map { UInt8(max(0, min(255, mixed[$0].rounded()))) }
  }

  /// The color at a fraction of the ramp, in CSS notation.
  func css(_ share: Double) -> String {
    "#" + color(share).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
