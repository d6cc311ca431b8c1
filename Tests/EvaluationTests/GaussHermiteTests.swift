import Evaluation
import Foundation
import Tensors
import Testing

@Suite struct GaussHermiteTests {
  @Test func valuesWorkedByHand() {
    #expect(gaussHermite(1).nodes.scalars == [0])
    #expect(gaussHermite(1).weights.scalars == [1])
    // He₂ = x² − 1, He₃ = x³ − 3x.
    let two = gaussHermite(2)
    #expect(zip(two.nodes.scalars, [-1, 1]).allSatisfy { Swift.abs($0 - $1) < 1e-6 })
    #expect(two.weights.scalars.allSatisfy { Swift.abs($0 - 0.5) < 1e-6 })
    let three = gaussHermite(3)
    let root = Float(3).squareRoot()
    #expect(zip(three.nodes.scalars, [-root, 0, root]).allSatisfy { Swift.abs($0 - $1) < 1e-6 })
    let shares: [Float] = [1 / 6, 2 / 3, 1 / 6]
    #expect(zip(three.weights.scalars, shares).allSatisfy { Swift.abs($0 - $1) < 1e-6 })
  }

  /// Abramowitz and Stegun 1964, table 25.10, for the weight e^(−x²): nodes times √2, weights over √π.
  @Test func publishedValues() {
    let four = gaussHermite(4)
    let nodes: [Float] = [-2.334_414_2, -0.741_963_8, 0.741_963_8, 2.334_414_2]
    let weights: [Float] = [0.045_875_86, 0.454_124_14, 0.454_124_14, 0.045_875_86]
    #expect(zip(four.nodes.scalars, nodes).allSatisfy { Swift.abs($0 - $1) < 1e-6 })
    #expect(zip(four.weights.scalars, weights).allSatisfy { Swift.abs($0 - $1) < 1e-7 })
  }

  /// E εᵏ is 1 · 3 · 5 ⋯ (k − 1) for even k below 2 · count, and 0 for odd ones.
  @Test(arguments: [1, 2, 3, 5, 8, 13, 20])
  func moments(count: Int) {
    let (nodes, weights) = gaussHermite(count)
    let pairs = zip(nodes.scalars, weights.scalars).map { (Double($0), Double($1)) }
    for power in 0..<min(2 * count, 12) {
      let sum = pairs.reduce(0.0) { $0 + $1.1 * Foundation.pow($1.0, Double(power)) }
      let size = pairs.reduce(0.0) { $0 + $1.1 * Foundation.pow(Swift.abs($1.0), Double(power)) }
      let odd = stride(from: 1.0, to: Double(max(power, 1)), by: 2)
      let exact = power % 2 == 1 ? 0 : odd.reduce(1, *)
      #expect(Swift.abs(sum - exact) < 1e-5 * max(1, size), "E ε^\(power) with \(count) nodes")
    }
  }

  @Test(arguments: [50, 100]) func manyNodes(count: Int) {
    let (nodes, weights) = gaussHermite(count)
    let (places, shares) = (nodes.scalars, weights.scalars)
    #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(places, places.reversed()).allSatisfy { Swift.abs($0 + $1) < 1e-5 })
    #expect(shares.allSatisfy { $0 >= 0 && $0.isFinite })
    // E cos ε = e^(−1/2)
    let sum = zip(places, shares).reduce(0.0) { $0 + Double($1.1) * Foundation.cos(Double($1.0)) }
    #expect(Swift.abs(sum - Foundation.exp(-0.5)) < 1e-6)
  }
}
