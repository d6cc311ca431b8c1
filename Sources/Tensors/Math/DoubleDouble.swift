/// A number of about 106 bits as the unevaluated sum of two doubles (Dekker 1971; Knuth's two-sum).
struct DoubleDouble {
  let high: Double
  let low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// The sum of a larger and a smaller double.
  private init(larger: Double, smaller: Double) {
    high = larger + smaller
    low = smaller - (high - larger)
  }

  static func + (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let sum = x.high + y.high
    let part = sum - x.high
    let lost = (x.high - (sum - part)) + (y.high - part)
    return DoubleDouble(larger: sum, smaller: lost + (x.low + y.low))
  }

  static func * (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let product = x.high * y.high
    let lost = (-product).addingProduct(x.high, y.high)
    let cross = (x.high * y.low).addingProduct(x.low, y.high)
    return DoubleDouble(larger: product, smaller: lost + cross)
  }

  static func / (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let quotient = x.high / y.high
    let rest = x.high.addingProduct(-quotient, y.high) + (x.low - quotient * y.low)
    return DoubleDouble(larger: quotient, smaller: rest / y.high)
  }
}
