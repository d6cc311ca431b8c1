import Tensors

/// Adam: steps along the gradient's running mean, divided by the root of its running square
/// (Kingma and Ba 2015, algorithm 1).
public class Adam: Optimizer {
  private let beta1: Float
  private let beta2: Float
  private let epsilon: Float
  /// What `AdamW` adds.
  fileprivate var decay: Float = 0
  private let updates = Parameter(Tensor(0))
  /// Of the update under way.
  private var (rate, scale): (Float, Float) = (0, 0)

  public init(
    _ model: some Module, learningRate: Float = 1e-3, beta1: Float = 0.9, beta2: Float = 0.999,
    epsilon: Float = 1e-8
  ) {
    (self.beta1, self.beta2, self.epsilon) = (beta1, beta2, epsilon)
    super.init(model, learningRate: learningRate, running: ["mean", "square"])
  }

  override public func update(with gradients: Gradients) {
    updates.value = updates.value + 1
    let count = Int(updates.value.item)
    // The running values began at zero: what they lack is made up for.
    let correction1 = 1 - power(Double(beta1), count)
    let correction2 = 1 - power(Double(beta2), count)
    rate = Float(Double(learningRate) / correction1)
    scale = Float(1 / correction2.squareRoot())
    super.update(with: gradients)
  }

  override func step(_ parameter: Parameter, _ gradient: Tensor, _ running: [Parameter]) {
    adamStep(
      parameter, gradient: gradient, mean: running[0], square: running[1], rate: rate, scale: scale,
      beta1: beta1, beta2: beta2, epsilon: epsilon, decay: learningRate * decay)
  }

  override var numbers: [Mirror.Child] { super.numbers + [("updates", updates)] }

  /// x to a whole power, by squaring.
  private func power(_ x: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, x, exponent)
    while rest > 0 {
      if rest % 2 == 1 { result *= square }
      (square, rest) = (square * square, rest / 2)
    }
    return result
  }
}

/// Adam that also shrinks each weight by `learningRate · decay` at every step, apart from the gradient
/// (Loshchilov and Hutter 2019, "Decoupled weight decay regularization", algorithm 2).
public final class AdamW: Adam {
  public init(
    _ model: some Module, learningRate: Float = 1e-3, beta1: Float = 0.9, beta2: Float = 0.999,
    epsilon: Float = 1e-8, decay: Float = 0.01
  ) {
    super.init(
      model, learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    self.decay = decay
  }
}
