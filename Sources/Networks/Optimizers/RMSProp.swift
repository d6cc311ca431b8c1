import Tensors

/// RMSProp: steps along the gradient divided by the root of its running mean square (Hinton 2012, lecture 6).
public final class RMSProp: Optimizer {
  private let alpha, epsilon: Float

  /// An optimizer whose updates keep a share `alpha` of the mean square, from 0 to 1, and add `epsilon` to its
  /// root, against division by zero.
  public convenience init(
    _ model: some Module, learningRate: Float = 1e-2, alpha: Float = 0.99, epsilon: Float = 1e-8
  ) {
    self.init(model.parameters, learningRate, alpha, epsilon)
  }

  private init(
    _ parameters: Parameters, _ learningRate: Float, _ alpha: Float, _ epsilon: Float
  ) {
    (self.alpha, self.epsilon) = (alpha, epsilon)
    super.init(
      "RMSProp", parameters, learningRate: learningRate, moments: [("meanSquare", "square")])
  }

  override func step(_ parameter: Parameter, _ gradient: Tensor, _ moments: [Parameter]) {
    rmsPropStep(
      gradient.count, parameter.mutablePointer(), gradient: gradient.pointer,
      meanSquare: moments[0].mutablePointer(), rate: learningRate, alpha: alpha, epsilon: epsilon)
  }
}
