import Tensors

extension GradientCase {
  /// Compares the tape's gradient with the slope of the operation along a random direction d, input by input.
  ///
  /// The operation's results are weighed with random numbers c into one number L. The slope comes from
  /// central differences D(h) at two steps. Their distance to the truth has two parts:
  /// - curvature: D(2h) − D(h) is three times the leading error of D(h), hence a bound for it;
  /// - rounding, with ε = 2⁻²⁴: each result y is off by up to 4 ε |y|, and each moved input by ε |x|,
  ///   which D(h) divides by h.
  package var faults: [String] { inputs.indices.flatMap { faults(ofInput: $0) } }

  private func faults(ofInput input: Int) -> [String] {
    let random = Random(seed: UInt64(input)).stream(testDescription)
    let weights = random.normal(operation(inputs).shape)
    let direction = random.uniform(inputs[input].shape, in: 0.5...1).scalars
      .map { random.uniform() < 0.5 ? -$0 : $0 }

    let parameters = inputs.map { Parameter($0) }
    let (_, gradients) = valueWithGradients {
      (operation(parameters.map { $0.value }) * weights).sum()
    }
    guard let gradient = gradients[parameters[input]] else {
      return ["no gradient reaches input \(input)"]
    }
    guard gradient.shape == inputs[input].shape else {
      return ["input \(input): \(inputs[input].shape) has a gradient of shape \(gradient.shape)"]
    }

    func weighed(_ h: Double) -> (value: Double, magnitude: Double) {
      var moved = inputs
      moved[input] = Tensor(
        zip(moved[input].scalars, direction).map { Float(Double($0) + h * Double($1)) },
        shape: moved[input].shape)
      let terms = zip(operation(moved).scalars, weights.scalars).map { Double($0) * Double($1) }
      return (terms.reduce(0, +), terms.reduce(0) { $0 + abs($1) })
    }
    func difference(_ h: Double) -> Double {
      (weighed(h).value - weighed(-h).value) / (2 * h)
    }
    let (h, epsilon) = (1.0 / 128, 0x1p-24)
    let (fine, coarse) = (difference(h), difference(2 * h))
    let numbers = gradient.scalars.map { Double($0) }
    let slope = zip(numbers, direction).reduce(0) { $0 + $1.0 * Double($1.1) }
    let moved = zip(numbers, inputs[input].scalars)
      .reduce(0) { $0 + abs($1.0) * abs(Double($1.1)) }
    let rounding = epsilon * (4 * weighed(0).magnitude + moved) / h
    let scale = numbers.reduce(0) { $0 + abs($1) }
    var faults: [String] = []
    if !(abs(slope - fine) <= abs(coarse - fine) + rounding + epsilon * scale) {
      faults.append("input \(input): the slope is \(slope), central differences give \(fine)")
    }
    // A tolerance that would let a wrong gradient pass tests nothing.
    if !(abs(coarse - fine) + rounding <= 0.02 * scale + epsilon) {
      faults.append("input \(input): \(fine) and \(coarse) are too far apart to test anything")
    }
    return faults
  }
}
