/// A number of about 106 bits as the unevaluated sum of two doubles (Dekker 1971; Knuth's two-sum).
struct DoubleDouble {
  let high, low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// The sum of a larger and a smaller double.
  init(larger: Double, smaller: Double) {
    high = larger + smaller
    low = smaller - (high - larger)
  }

  /// x + y, exactly.
  init(adding x: Double, _ y: Double) {
    high = x + y
    let part = high - x
    low = (x - (high - part)) + (y - part)
  }

  /// x · y, exactly.
  init(multiplying x: Double, _ y: Double) {
    high = x * y
    low = (-high).addingProduct(x, y)
  }

  static func + (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let sum = DoubleDouble(adding: x.high, y.high)
    return DoubleDouble(larger: sum.high, smaller: sum.low + (x.low + y.low))
  }

  static func * (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let product = DoubleDouble(multiplying: x.high, y.high)
    let cross = (x.high * y.low).addingProduct(x.low, y.high)
    return DoubleDouble(larger: product.high, smaller: product.low + cross)
  }

  static func / (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let quotient = x.high / y.high
    let rest = x.high.addingProduct(-quotient, y.high) + (x.low - quotient * y.low)
    return DoubleDouble(larger: quotient, smaller: rest / y.high)
  }
}
