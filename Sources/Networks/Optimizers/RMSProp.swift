import Tensors

/// RMSProp: steps along the gradient, divided by the root of its running square (Hinton 2012, lecture 6).
public final class RMSProp: Optimizer {
  private let alpha: Float
  private let epsilon: Float

  public init(
    _ model: some Module, learningRate: Float = 1e-2, alpha: Float = 0.99, epsilon: Float = 1e-8
  ) {
    (self.alpha, self.epsilon) = (alpha, epsilon)
    super.init(model, learningRate: learningRate, running: ["square"])
  }

  override func step(_ parameter: Parameter, _ gradient: Tensor, _ running: [Parameter]) {
    rmsPropStep(
      parameter, gradient: gradient, square: running[0], rate: learningRate, alpha: alpha,
      epsilon: epsilon)
  }
}
