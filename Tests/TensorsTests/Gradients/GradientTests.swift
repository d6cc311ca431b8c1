import Tensors
import Testing

@Suite struct GradientTests {
  /// Compares the tape's gradient with the slope of the operation along a random direction d.
  ///
  /// The operation's results are weighed with random numbers c into one number L. The slope comes from
  /// central differences D(h) at two steps. Their distance to the truth has two parts:
  /// - curvature: D(2h) − D(h) is three times the leading error of D(h), hence a bound for it;
  /// - rounding, with ε = 2⁻²⁴: each result y is off by up to 4 ε |y|, and each moved input by ε |x|,
  ///   which D(h) divides by h.
  @Test(arguments: GradientCase.all)
  func agreesWithCentralDifferences(_ row: GradientCase) {
    for input in row.inputs.indices {
      let random = Random(seed: UInt64(input)).stream(row.testDescription)
      let weights = random.normal(row.operation(row.inputs).shape)
      let direction = random.uniform(row.inputs[input].shape, in: 0.5...1).scalars
        .map { random.uniform() < 0.5 ? -$0 : $0 }

      let parameters = row.inputs.map { Parameter($0) }
      let (_, gradients) = valueWithGradients {
        (row.operation(parameters.map { $0.value }) * weights).sum()
      }
      guard let gradient = gradients[parameters[input]] else {
        Issue.record("no gradient reaches input \(input)")
        continue
      }
      #expect(gradient.shape == row.inputs[input].shape)

      func weighed(_ h: Double) -> (value: Double, magnitude: Double) {
        var inputs = row.inputs
        inputs[input] = Tensor(
          zip(inputs[input].scalars, direction).map { Float(Double($0) + h * Double($1)) },
          shape: inputs[input].shape)
        let terms = zip(row.operation(inputs).scalars, weights.scalars).map {
          Double($0) * Double($1)
        }
        return (terms.reduce(0, +), terms.reduce(0) { $0 + abs($1) })
      }
      func difference(_ h: Double) -> Double {
        (weighed(h).value - weighed(-h).value) / (2 * h)
      }
      let (h, epsilon) = (1.0 / 128, 0x1p-24)
      let (fine, coarse) = (difference(h), difference(2 * h))
      let gradients1 = gradient.scalars.map { Double($0) }
      let slope = zip(gradients1, direction).reduce(0) { $0 + $1.0 * Double($1.1) }
      let moved = zip(gradients1, row.inputs[input].scalars)
        .reduce(0) { $0 + abs($1.0) * abs(Double($1.1)) }
      let rounding = epsilon * (4 * weighed(0).magnitude + moved) / h
      let scale = gradients1.reduce(0) { $0 + abs($1) }
      #expect(abs(slope - fine) <= abs(coarse - fine) + rounding + epsilon * scale)
      // A tolerance that would let a wrong gradient pass tests nothing.
      #expect(abs(coarse - fine) + rounding <= 0.02 * scale + epsilon)
    }
  }
}
