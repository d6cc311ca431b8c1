import Tensors

/// Adam (Kingma and Ba 2015, algorithm 1): steps along the gradient's first moment over the root of its second.
public class Adam: Optimizer {
  private let beta1, beta2, epsilon: Float
  /// The weight decay of `AdamW`.
  private let decay: Float
  private let updates: Parameter
  /// The step size and the divisor's scale in the current update.
  private var (rate, scale): (Float, Float) = (0, 0)

  /// An optimizer of a model's parameters.
  ///
  /// - Parameters:
  ///   - beta1: the share of the first moment that each update keeps, from 0 to 1.
  ///   - beta2: that of the second.
  ///   - epsilon: added to the root, against division by zero.
  public convenience init(
    _ model: some Module, learningRate: Float = 1e-3, beta1: Float = 0.9, beta2: Float = 0.999,
    epsilon: Float = 1e-8
  ) {
    self.init("Adam", model.parameters, learningRate, beta1, beta2, epsilon, decay: 0)
  }

  fileprivate init(
    _ name: String, _ parameters: Parameters, _ learningRate: Float,
    _ beta1: Float, _ beta2: Float, _ epsilon: Float, decay: Float
  ) {
    (self.beta1, self.beta2, self.epsilon, self.decay) = (beta1, beta2, epsilon, decay)
    updates = Parameter(Tensor(0))
    super.init(
      name, parameters, learningRate: learningRate, counters: [("updates", "updates", updates)],
      moments: [("firstMoment", "mean"), ("secondMoment", "square")])
  }

  override public func update(with gradients: Gradients) {
    updates.value = updates.value + 1
    let count = Int(updates.value.item)
    // The moments began at zero: this corrects their bias.
    let correction1 = 1 - power(Double(beta1), count)
    let correction2 = 1 - power(Double(beta2), count)
    rate = Float(Double(learningRate) / correction1)
    scale = Float(1 / correction2.squareRoot())
    super.update(with: gradients)
  }

  override func step(_ parameter: Parameter, _ gradient: Tensor, _ moments: [Parameter]) {
    adamStep(
      gradient.count, parameter.mutablePointer(), gradient: gradient.pointer,
      firstMoment: moments[0].mutablePointer(), secondMoment: moments[1].mutablePointer(),
      rate: rate, scale: scale, beta1: beta1, beta2: beta2, epsilon: epsilon,
      decay: learningRate * decay)
  }

  /// A whole power of x, by squaring.
  private func power(_ x: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, x, exponent)
    while rest > 0 {
      if rest % 2 == 1 { result *= square }
      (square, rest) = (square * square, rest / 2)
    }
    return result
  }
}

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2).
public final class AdamW: Adam {
  /// As for `Adam`; each weight also shrinks by `learningRate · decay` at every step.
  public convenience init(
    _ model: some Module, learningRate: Float = 1e-3, beta1: Float = 0.9, beta2: Float = 0.999,
    epsilon: Float = 1e-8, decay: Float = 0.01
  ) {
    self.init(model.parameters, learningRate, beta1, beta2, epsilon, decay)
  }

  // Not an override: `Adam`'s public initializer, without a decay, is not inherited then.
  private init(
    _ parameters: Parameters, _ learningRate: Float, _ beta1: Float, _ beta2: Float,
    _ epsilon: Float, _ decay: Float
  ) {
    super.init("AdamW", parameters, learningRate, beta1, beta2, epsilon, decay: decay)
  }
}
