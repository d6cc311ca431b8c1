import Foundation
import Testing

@testable import Tensors

@Suite struct ScalarMathTests {
  #if arch(x86_64)
    /// Wide enough that the C library's own rounding does not show.
    typealias Wide = Float80
  #else
    typealias Wide = Double
  #endif

  /// The largest distance from Foundation's values, in units of their last place.
  func largestError(
    _ inputs: [Double], _ f: (Double) -> Double, _ expected: (Wide) -> Wide
  ) -> (ulps: Double, at: Double) {
    var worst: (ulps: Double, at: Double) = (0, 0)
    for x in inputs {
      let (value, exact) = (f(x), expected(Wide(x)))
      let rounded = Double(exact)
      if value == rounded || (value.isNaN && rounded.isNaN) { continue }
      let error =
        rounded.isFinite ? Double(abs(Wide(value) - exact) / Wide(rounded.ulp)) : .infinity
      if !(error <= worst.ulps) { worst = (error, x) }
    }
    return worst
  }

  func grid(_ range: ClosedRange<Double>) -> [Double] {
    (0...20_000).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / 20_000
    }
  }

  /// Doubles of every exponent, both signs, and the special ones.
  static let everywhere: [Double] = {
    var values: [Double] = [0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude]
    for exponent in -1074...1023 {
      for significand in [1.0, 1.234567, 1.5707963267948966, 1.9999999] {
        let x = Double(sign: .plus, exponent: exponent, significand: significand)
        values += [x, -x]
      }
    }
    return values
  }()

  @Test func exponential() {
    for inputs in [Self.everywhere, grid(-746...710), grid(-1...1)] {
      let worst = largestError(inputs, { Tensors.exp($0) }, { Foundation.exp($0) })
      #expect(worst.ulps < 2, "at \(worst.at)")
    }
  }

  @Test func logarithms() {
    for inputs in [Self.everywhere, grid(0...4), grid(0.9...1.1)] {
      let natural = largestError(inputs, { Tensors.log($0) }, { Foundation.log($0) })
      #expect(natural.ulps < 2, "at \(natural.at)")
      let binary = largestError(inputs, { Tensors.log2($0) }, { Foundation.log2($0) })
      #expect(binary.ulps < 2, "at \(binary.at)")
      let decimal = largestError(inputs, { Tensors.log10($0) }, { Foundation.log10($0) })
      #expect(decimal.ulps < 2, "at \(decimal.at)")
    }
    for n in -1074...1023 {
      #expect(Tensors.log2(Double(sign: .plus, exponent: n, significand: 1)) == Double(n))
    }
  }

  @Test func sineAndCosine() {
    let multiples = (1...10_000).map { Double($0) * 0.5 * .pi }
    for inputs in [Self.everywhere, grid(-10...10), grid(-2e6...2e6), multiples] {
      let ofSine = largestError(inputs, { Tensors.sin($0) }, { Foundation.sin($0) })
      #expect(ofSine.ulps < 2, "at \(ofSine.at)")
      let ofCosine = largestError(inputs, { Tensors.cos($0) }, { Foundation.cos($0) })
      #expect(ofCosine.ulps < 2, "at \(ofCosine.at)")
    }
  }

  @Test func hyperbolicTangentAndErrorFunction() {
    for inputs in [Self.everywhere, grid(-25...25), grid(-1...1)] {
      let tangent = largestError(inputs, { Tensors.tanh($0) }, { Foundation.tanh($0) })
      #expect(tangent.ulps < 2.5, "at \(tangent.at)")
      let error = largestError(inputs, { Tensors.erf($0) }, { Foundation.erf($0) })
      #expect(error.ulps < 2, "at \(error.at)")
    }
  }

  @Test func powers() {
    for y in [
      -300, -3, -2.5, -1, -0.5, 0, 1 / 3, 0.5, 1, 2, 3, 7.25, 100, 1e10, .infinity, -.infinity,
      .nan,
    ] {
      for inputs in [Self.everywhere, grid(0...10), grid(0.999...1.001)] {
        let worst = largestError(inputs, { Tensors.pow($0, y) }, { Foundation.pow($0, Wide(y)) })
        #expect(worst.ulps < 2, "\(worst.at) to the power \(y)")
      }
    }
  }

  /// A float's result is a double's, rounded.
  @Test func floats() {
    #expect(Tensors.exp(Float(1)) == 2.718_281_828)
    #expect(Tensors.log(Float(10)) == 2.302_585_093)
    #expect(Tensors.pow(Float(2), Float(0.5)) == Float(2).squareRoot())
    #expect(Tensors.tanh(Float(0.5)) == 0.462_117_157)
  }
}
