/// The numbers that `padded` adds at the ends of an axis.
public enum PaddingMode: Sendable {
  /// One number everywhere.
  case constant(Float)
  /// The numbers mirrored at the first and the last one, which are not repeated.
  case reflect
  /// The first and the last one repeated (`edge` of NumPy).
  case replicate
  /// Those of the other end, as if the axis were a circle.
  case circular
}

extension Tensor {
  /// Makes an axis longer at both ends (`torch.nn.functional.pad`, which takes all axes at once, the last one
  /// first, and negative widths, here a `slice`). Traps on negative widths, and, unless the mode is `constant`,
  /// where the axis is too short: `reflect` adds fewer numbers at each end than there are, `circular` as many
  /// at most.
  public func padded(
    axis: Int, before: Int = 0, after: Int = 0, mode: PaddingMode = .constant(0)
  ) -> Tensor {
    let axis = shape.resolved(axis, for: "padded")
    let length = shape[unchecked: axis]
    var fill: Float = 0
    // The widest at one end, and the position that a place takes its number from.
    let (most, source): (Int, (Int) -> Int)
    switch mode {
    case .constant(let value):
      fill = value
      (most, source) = (.max, { $0 < 0 || $0 >= length ? -1 : $0 })
    case .reflect:
      let last = length - 1
      (most, source) = (last, { $0 < 0 ? -$0 : $0 <= last ? $0 : 2 * last - $0 })
    case .replicate:
      (most, source) = (length == 0 ? 0 : .max, { Swift.max(0, Swift.min($0, length - 1)) })
    case .circular:
      (most, source) = (length, { ($0 + length) % length })
    }
    require(
      before >= 0 && after >= 0 && Swift.max(before, after) <= Swift.max(0, most),
      "padded: \(before) before and \(after) after axis \(axis) of \(shape): widths are at least 0"
        + (most == .max ? "" : " and here at most \(Swift.max(0, most))"))
    let whole = axisLength("padded", Double(length) + Double(before) + Double(after))
    let positions = (0..<whole).map { source($0 - before) }
    return remapped("padded", axis: axis, to: positions, filling: fill)
  }
}
