import Tensors

/// The distance between ticks: 1, 2 or 5 times a power of ten.
struct TickStep: Equatable {
  var unit: Int
  var power: Int

  /// The step of which about `count` fit into `span`.
  init(dividing span: Double, by count: Int) {
    let raw = max(span / Double(max(count, 1)), 1e-290)
    power = Int(log10(raw).rounded(.down))
    let leading = raw / powerOfTen(power)
    unit = leading < 1.5 ? 1 : leading < 3.5 ? 2 : leading < 7.5 ? 5 : 10
    if unit == 10 { (unit, power) = (1, power + 1) }
  }

  /// The step as a number.
  var size: Double { Double(unit) * powerOfTen(power) }
}

/// Exact up to 10²², and within rounding beyond.
func powerOfTen(_ power: Int) -> Double {
  let product = repeatElement(10.0, count: abs(power)).reduce(1.0, *)
  return power < 0 ? 1 / product : product
}
