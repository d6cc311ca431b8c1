import Tensors

/// A labeled place on an axis.
struct Tick: Equatable {
  /// The position on the scale: a number, or a decimal logarithm.
  var position: Double
  var label: NumberText
}

extension Axis {
  /// About `count` ticks between the ends of `domain`.
  func ticks(in domain: Domain, about count: Int) -> [Tick] {
    scale == .linear
      ? linearTicks(domain.lower, domain.upper, about: count)
      : logTicks(domain.lower, domain.upper, about: count)
  }
}

extension TickStep {
  /// Its multiples from `lower` to `upper`. They are counted in whole numbers, so that each label is the
  /// exact decimal.
  func ticks(from lower: Double, to upper: Double) -> [Tick] {
    let step = size
    // An end that is a multiple of the step has a tick, whatever rounding makes of the quotient.
    let slack = max(1e-9, 4e-16 * max(lower.magnitude, upper.magnitude) / step)
    let first = Int((lower / step - slack).rounded(.up))
    let last = Int((upper / step + slack).rounded(.down))
    guard first <= last else { return [] }
    let largest = max(first.magnitude, last.magnitude) * UInt(unit)
    // A large power of ten, or a small one of numbers that are themselves small, is written as such.
    let places = String(largest).count + power
    let isPlain = places <= 7 && (power >= -5 || places >= -3)
    return (first...last).map { index in
      let number = index * unit
      return Tick(
        position: power >= 0
          ? Double(number) * powerOfTen(power) : Double(number) / powerOfTen(-power),
        label: isPlain
          ? NumberText(digits: number, power: power) : NumberText(scientific: number, power))
    }
  }
}

/// About `count` evenly spaced ticks.
func linearTicks(_ lower: Double, _ upper: Double, about count: Int) -> [Tick] {
  TickStep(dividing: upper - lower, by: count).ticks(from: lower, to: upper)
}

/// Ticks at powers of ten; where fewer than two fit, also at their multiples by 2 and 5, and within a
/// fraction of a decade at evenly spaced numbers. The ends are decimal logarithms.
func logTicks(_ lower: Double, _ upper: Double, about count: Int) -> [Tick] {
  let slack = 1e-9
  let first = Int((lower - slack).rounded(.up))
  let last = Int((upper + slack).rounded(.down))
  if last > first {
    let stride = max(1, Int((Double(last - first) / Double(max(count, 2))).rounded(.up)))
    let decades = (first...last).filter { $0 % stride == 0 }
    if last - first >= 2 && decades.count >= 2 {
      return decades.map { Tick(position: Double($0), label: decade($0)) }
    }
  }
  let multiples = (first - 1...max(first, last)).flatMap { power in
    [1, 2, 5].map { digit in
      Tick(
        position: Double(power) + log10(Double(digit)),
        label: (-5...5).contains(power)
          ? NumberText(digits: digit, power: power) : NumberText(scientific: digit, power))
    }
  }.filter { $0.position >= lower - slack && $0.position <= upper + slack }
  if multiples.count >= 2 { return multiples }
  return linearTicks(pow(10, lower), pow(10, upper), about: count).map {
    Tick(position: log10($0.position), label: $0.label)
  }
}

/// The positions of the unlabeled multiples 2 … 9 of each power of ten.
func minorLogTicks(_ lower: Double, _ upper: Double) -> [Double] {
  guard upper - lower <= 6 else { return [] }
  let decades = Int(lower.rounded(.down))...Int(upper.rounded(.down))
  return decades.flatMap { power in (2...9).map { Double(power) + log10(Double($0)) } }
    .filter { $0 >= lower && $0 <= upper }
}

private func decade(_ power: Int) -> NumberText {
  switch power {
  case 0: NumberText("1")
  case 1: NumberText("10")
  default: NumberText("10", exponent: power)
  }
}
