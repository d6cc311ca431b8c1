import Tensors

/// What `Adam` and `RMSProp` share: a step size, and running values for each of a model's parameters.
///
/// These are parameters of their own, so that an optimizer can be saved and loaded like a network.
public class Optimizer: Module {
  /// Step size. It may change between updates.
  public var learningRate: Float {
    get { stepSize.value.item }
    set { stepSize.value = Tensor(newValue) }
  }
  private let stepSize: Parameter
  /// What each parameter has running values of, such as `mean`.
  private let kinds: [String]
  private let targets: [(name: String, parameter: Parameter, running: [Parameter])]

  /// The running values begin at zero.
  init(_ model: some Module, learningRate: Float, running kinds: [String]) {
    stepSize = Parameter(Tensor(learningRate))
    self.kinds = kinds
    targets = model.parameters.map { name, parameter in
      (name, parameter, kinds.map { _ in Parameter(Tensor.zeros(parameter.shape)) })
    }
  }

  /// One step for each parameter that has a gradient. Traps if none has: then the optimizer belongs to
  /// another model than the loss, and training would change nothing.
  public func update(with gradients: Gradients) {
    require(
      targets.contains { gradients[$0.parameter] != nil },
      "\(type(of: self)): none of its \(targets.count) parameters has a gradient; was the loss computed"
        + " with the model that it was made for, inside valueWithGradients?")
    for (_, parameter, running) in targets {
      if let gradient = gradients[parameter] { step(parameter, gradient, running) }
    }
  }

  /// One parameter's step.
  func step(_ parameter: Parameter, _ gradient: Tensor, _ running: [Parameter]) {}

  /// What is saved besides the running values.
  var numbers: [Mirror.Child] { [("learningRate", stepSize)] }
}

extension Optimizer: CustomReflectable {
  /// Shows the running values under the names of the parameters they belong to, not these themselves.
  public var customMirror: Mirror {
    let values = kinds.enumerated().flatMap { index, kind in
      targets.map { Mirror.Child("\(kind).\($0.name)", $0.running[index]) }
    }
    return Mirror(self, children: numbers + values)
  }
}
