import Foundation
import Testing

@testable import Tensors

@Suite struct VectorMathTests {
  /// The distance from `value` to `exact` in units of `exact`'s last place, 0 where both are the same
  /// special value.
  func ulps(_ value: Float, from exact: Double) -> Double {
    let rounded = Float(exact)
    if value == rounded || (value.isNaN && rounded.isNaN) { return 0 }
    if !value.isFinite || !rounded.isFinite { return .infinity }
    return abs(Double(value) - exact) / Double(max(rounded.ulp, Float.leastNonzeroMagnitude))
  }

  /// Floats of every exponent, both signs, and the special ones.
  static let everywhere: [Float] = {
    var floats: [Float] = [0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude]
    for bits in stride(from: UInt32(0), to: 0x7F80_0000, by: 15_013) {
      floats.append(Float(bitPattern: bits))
      floats.append(-Float(bitPattern: bits))
    }
    return floats
  }()

  func grid(_ range: ClosedRange<Float>) -> [Float] {
    (0...200_000).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * Float($0) / 200_000
    }
  }

  func largestError(
    _ inputs: [Float], _ f: (Lanes) -> Lanes, _ exact: (Double) -> Double
  ) -> (ulps: Double, at: Float) {
    let outputs = Tensor(inputs)
    map(inputs.count, outputs.pointer, into: outputs.pointer, f)
    var worst: (ulps: Double, at: Float) = (0, 0)
    for (x, y) in zip(inputs, outputs.scalars) {
      let error = ulps(y, from: exact(Double(x)))
      if error > worst.ulps { worst = (error, x) }
    }
    return worst
  }

  @Test func exponential() {
    for inputs in [Self.everywhere, grid(-105...90), grid(-1...1)] {
      let worst = largestError(inputs, { exp($0) }, Foundation.exp)
      #expect(worst.ulps < 1.5, "at \(worst.at)")
    }
  }

  @Test func logarithm() {
    for inputs in [Self.everywhere, grid(0...4), grid(0.9...1.1)] {
      let worst = largestError(inputs, { log($0) }, { $0 < 0 ? .nan : Foundation.log($0) })
      #expect(worst.ulps < 1.5, "at \(worst.at)")
    }
  }

  @Test func sineAndCosine() {
    for inputs in [Self.everywhere, grid(-10...10), grid(-70_000...70_000)] {
      let ofSine = largestError(inputs, { sin($0) }, { $0.isFinite ? Foundation.sin($0) : .nan })
      #expect(ofSine.ulps < 2, "at \(ofSine.at)")
      let ofCosine = largestError(inputs, { cos($0) }, { $0.isFinite ? Foundation.cos($0) : .nan })
      #expect(ofCosine.ulps < 2, "at \(ofCosine.at)")
    }
  }

  @Test func hyperbolicTangent() {
    for inputs in [Self.everywhere, grid(-10...10), grid(-1...1)] {
      let worst = largestError(inputs, { tanh($0) }, Foundation.tanh)
      #expect(worst.ulps < 2, "at \(worst.at)")
    }
  }

  @Test func nearZero() {
    for inputs in [Self.everywhere, grid(-30...90), grid(-1...1), grid(-1e-3...1e-3)] {
      let ofExponential = largestError(inputs, { expm1($0) }, Foundation.expm1)
      #expect(ofExponential.ulps < 2, "at \(ofExponential.at)")
      let ofLogarithm = largestError(
        inputs, { log1p($0) }, { $0 < -1 ? .nan : Foundation.log1p($0) })
      #expect(ofLogarithm.ulps < 2, "at \(ofLogarithm.at)")
    }
  }

  /// Rounded once from double precision: half a unit.
  @Test func powersOfFloats() {
    for y: Float in [-2, -0.7, 0.3, 0.5, 1.7, 3, 40, -.infinity, 0] {
      for x in Self.everywhere + grid(0...3) {
        let error = ulps(power(x, y), from: Foundation.pow(Double(x), Double(y)))
        #expect(error < 0.501, "\(x) to the power \(y)")
      }
    }
  }

  @Test func errorFunction() {
    for inputs in [Self.everywhere, grid(-5...5), grid(-1...1)] {
      let worst = largestError(inputs, { erf($0) }, { Foundation.erf($0) })
      #expect(worst.ulps < 2, "at \(worst.at)")
    }
  }

  @Test func sigmoidAndSoftplus() {
    for inputs in [Self.everywhere, grid(-105...105), grid(-2...2)] {
      let ofSigmoid = largestError(inputs, { sigmoid($0) }) {
        let z = Foundation.exp(-Swift.abs($0))
        return $0 < 0 ? z / (1 + z) : 1 / (1 + z)
      }
      #expect(ofSigmoid.ulps < 2.5, "at \(ofSigmoid.at)")
      let ofSoftplus = largestError(inputs, { softplus($0) }) {
        ($0 < 0 ? 0 : $0) + Foundation.log1p(Foundation.exp(-Swift.abs($0)))
      }
      #expect(ofSoftplus.ulps < 2.5, "at \(ofSoftplus.at)")
    }
  }
}
