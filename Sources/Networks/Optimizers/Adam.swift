import Tensors

/// Adam: steps along the gradient's running mean, divided by the root of its running square
/// (Kingma and Ba 2015, algorithm 1).
///
/// Its running values and its step size are parameters of their own, so that it can be saved and loaded
/// like a network.
public class Adam: Module {
  /// Step size. It may change between updates.
  public var learningRate: Float {
    get { stepSize.value.item }
    set { stepSize.value = Tensor(newValue) }
  }
  private let stepSize: Parameter
  private let beta1: Float
  private let beta2: Float
  private let epsilon: Float
  /// What `AdamW` adds.
  private let decay: Float
  private let targets: [(name: String, parameter: Parameter)]
  private let means: [Parameter]
  private let squares: [Parameter]
  private let updates = Parameter(Tensor(0))

  public convenience init(
    _ model: some Module, learningRate: Float = 1e-3, beta1: Float = 0.9, beta2: Float = 0.999,
    epsilon: Float = 1e-8
  ) {
    self.init(
      model, decay: 0, learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
  }

  init(
    _ model: some Module, decay: Float, learningRate: Float, beta1: Float, beta2: Float,
    epsilon: Float
  ) {
    self.decay = decay
    stepSize = Parameter(Tensor(learningRate))
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    targets = model.parameters
    means = targets.map { Parameter(Tensor.zeros($0.parameter.shape)) }
    squares = targets.map { Parameter(Tensor.zeros($0.parameter.shape)) }
  }

  /// One step for each parameter that has a gradient. Traps if none has.
  public func update(with gradients: Gradients) {
    gradients.requireAny(of: targets, for: "\(type(of: self))")
    updates.value = updates.value + 1
    let learningRate = learningRate
    let count = Int(updates.value.item)
    // The running values began at zero: what they lack is made up for.
    let correction1 = 1 - power(Double(beta1), count)
    let correction2 = 1 - power(Double(beta2), count)
    let rate = Float(Double(learningRate) / correction1)
    let scale = Float(1 / correction2.squareRoot())
    for (index, target) in targets.enumerated() {
      guard let gradient = gradients[target.parameter] else { continue }
      adamStep(
        target.parameter, gradient: gradient, mean: means[index], square: squares[index],
        rate: rate, scale: scale, beta1: beta1, beta2: beta2, epsilon: epsilon,
        decay: learningRate * decay)
    }
  }

  /// x to a whole power, by squaring.
  private func power(_ x: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, x, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}

extension Adam: CustomReflectable {
  /// Shows the running values under the names of the parameters they belong to, not these themselves.
  public var customMirror: Mirror {
    var children: [Mirror.Child] = [("learningRate", stepSize), ("updates", updates)]
    for (target, mean) in zip(targets, means) { children.append(("mean." + target.name, mean)) }
    for (target, square) in zip(targets, squares) {
      children.append(("square." + target.name, square))
    }
    return Mirror(self, children: children)
  }
}
