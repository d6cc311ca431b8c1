import Testing

@testable import Figures

@Suite struct TicksTests {
  /// The ends of an axis, the desired number of ticks, and their labels.
  struct Case: Sendable {
    var lower: Double
    var upper: Double
    var count: Int
    var labels: [String]

    init(_ lower: Double, _ upper: Double, _ count: Int, _ labels: [String]) {
      (self.lower, self.upper, self.count, self.labels) = (lower, upper, count, labels)
    }
  }

  static let linear: [Case] = [
    Case(0.0, 1.0, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    Case(-3.0, 3.0, 3, ["−2", "0", "2"]),
    Case(0.0, 2000.0, 4, ["0", "500", "1,000", "1,500", "2,000"]),
    Case(
      0.0, 2_700_000.0, 5, ["0", "500,000", "1,000,000", "1,500,000", "2,000,000", "2,500,000"]),
    Case(0.031, 0.039, 4, ["0.032", "0.034", "0.036", "0.038"]),
    Case(-9.0, -7.0, 4, ["−9.0", "−8.5", "−8.0", "−7.5", "−7.0"]),
    Case(0.0, 3e-7, 3, ["0", "10⁻⁷", "2×10⁻⁷", "3×10⁻⁷"]),
    Case(-1e300, 1e300, 4, ["−10³⁰⁰", "−5×10²⁹⁹", "0", "5×10²⁹⁹", "10³⁰⁰"]),
    Case(
      1, 1 + 4e-10, 4,
      ["1.0000000000", "1.0000000001", "1.0000000002", "1.0000000003", "1.0000000004"]),
    Case(-0.5, -0.5 + 2e-9, 2, ["−0.500000000", "−0.499999999", "−0.499999998"]),
    Case(1234, 1234 + 2e-7, 2, ["1,234.0000000", "1,234.0000001", "1,234.0000002"]),
    Case(
      1e9, 1e9 + 4, 4,
      ["10⁹", "1.000000001×10⁹", "1.000000002×10⁹", "1.000000003×10⁹", "1.000000004×10⁹"]
    ),
  ]

  @Test(arguments: linear)
  func linearTicksAreLabelled(_ item: Case) {
    let ticks = linearTicks(item.lower, item.upper, about: item.count)
    #expect(ticks.map(\.label.plain) == item.labels)
  }

  static let logarithmic: [Case] = [
    Case(-4.0, 0.0, 5, ["10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "1"]),
    Case(0.0, 3.0, 5, ["1", "10", "10²", "10³"]),
    Case(-12.0, 0.0, 4, ["10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "1"]),
    Case(-1.6, 0.1, 5, ["0.05", "0.1", "0.2", "0.5", "1"]),
    Case(0.30, 0.48, 4, ["2.0", "2.2", "2.4", "2.6", "2.8", "3.0"]),
  ]

  @Test(arguments: logarithmic)
  func logTicksAreLabelled(_ item: Case) {
    let ticks = logTicks(item.lower, item.upper, about: item.count)
    #expect(ticks.map(\.label.plain) == item.labels)
  }

  @Test func labelsAreAtTheirNumbers() {
    for (lower, upper) in [(0.0, 1.0), (-3.3, 17.2), (1e-12, 5e-12), (-2e15, 7e15)] {
      for tick in linearTicks(lower, upper, about: 5) where tick.label.exponent == nil {
        let text = tick.label.text.replacing("−", with: "-").replacing(",", with: "")
        #expect(Double(text) == tick.position)
      }
    }
  }

  @Test func everyCountHasAStep() {
    for count in 1...12 {
      let ticks = linearTicks(0, 1, about: count)
      #expect(ticks.count - 1 <= 2 * count && 2 * (ticks.count - 1) >= count)
    }
  }

  static let numbers: [(Double, String)] = [
    (0.0, "0"), (1, "1"), (-1, "−1"), (1234, "1,234"), (999_999, "999,999"), (2.02e6, "2.02×10⁶"),
    (0.1, "0.1"), (0.0471, "0.0471"), (0.99996, "1"), (0.999, "0.999"), (9.996, "10"),
    (1e-5, "10⁻⁵"),
    (-2.5e-9, "−2.5×10⁻⁹"), (12_345.6, "12,346"), (.nan, "nan"), (-.nan, "nan"), (.infinity, "inf"),
    (-.infinity, "−inf"), (-0.0, "0"),
  ]

  @Test(arguments: numbers)
  func numbersInDescriptions(_ value: Double, _ text: String) {
    #expect(brief(value) == text)
  }

  @Test func domains() {
    let axis = Axis("y")
    #expect(axis.domain(of: Interval()) == Domain(lower: 0, upper: 1))
    #expect(axis.domain(of: Interval([5, 5])) == Domain(lower: 4.5, upper: 5.5))
    #expect(axis.domain(of: Interval([0])) == Domain(lower: -0.5, upper: 0.5))
    #expect(axis.domain(of: Interval([-2, -1])) == Domain(lower: -2, upper: -1))
    #expect(
      axis.domain(of: Interval([1, 10], ending: .padded, zero: .preferred))
        == Domain(lower: 0, upper: 10.5))
    #expect(
      axis.domain(of: Interval([6, 10], ending: .padded, zero: .preferred))
        == Domain(lower: 5.8, upper: 10.2))
    #expect(Axis("y", scale: .log).domain(of: Interval([10])) == Domain(lower: 0.5, upper: 1.5))
    #expect(
      Axis("y", scale: .log, range: 0.01...10).domain(of: Interval([5]))
        == Domain(lower: -2, upper: 1)
    )
  }
}
