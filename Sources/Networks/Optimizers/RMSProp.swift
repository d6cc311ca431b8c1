import Tensors

/// RMSProp: steps along the gradient, divided by the root of its running square (Hinton 2012, lecture 6).
///
/// Its running values and its step size are parameters of their own, so that it can be saved and loaded
/// like a network.
public final class RMSProp: Module {
  /// Step size. It may change between updates.
  public var learningRate: Float {
    get { stepSize.value.item }
    set { stepSize.value = Tensor(newValue) }
  }
  private let stepSize: Parameter
  private let alpha: Float
  private let epsilon: Float
  private let targets: [(name: String, parameter: Parameter)]
  private let squares: [Parameter]

  public init(
    _ model: some Module, learningRate: Float = 1e-2, alpha: Float = 0.99, epsilon: Float = 1e-8
  ) {
    stepSize = Parameter(Tensor(learningRate))
    self.alpha = alpha
    self.epsilon = epsilon
    targets = model.parameters
    squares = targets.map { Parameter(Tensor.zeros($0.parameter.shape)) }
  }

  /// One step for each parameter that has a gradient. Traps if none has.
  public func update(with gradients: Gradients) {
    gradients.requireAny(of: targets, for: "RMSProp")
    for (target, square) in zip(targets, squares) {
      guard let gradient = gradients[target.parameter] else { continue }
      rmsPropStep(
        target.parameter, gradient: gradient, square: square,
        rate: learningRate, alpha: alpha, epsilon: epsilon)
    }
  }
}

extension RMSProp: CustomReflectable {
  /// Shows the running squares under the names of the parameters they belong to, not these themselves.
  public var customMirror: Mirror {
    var children: [Mirror.Child] = [("learningRate", stepSize)]
    for (target, square) in zip(targets, squares) {
      children.append(("square." + target.name, square))
    }
    return Mirror(self, children: children)
  }
}
