import Tensors

/// The base of `Adam` and `RMSProp`: a step size, and running moments of the gradients of each of a model's
/// parameters. These are saved and loaded like weights, but are no part of a model.
public class Optimizer {
  /// A value of the state under its name, such as `firstMoment.layers.0.weight`, and the name that files of the
  /// book's first edition have for it: they load too.
  public typealias Entry = (name: String, formerName: String, parameter: Parameter)

  /// The step size. It may change between updates.
  public var learningRate: Float {
    get { stepSize.value.item }
    set { stepSize.value = Tensor(newValue) }
  }
  typealias Parameters = [(name: String, parameter: Parameter)]

  /// The type's name, for messages.
  let name: String
  private let stepSize: Parameter
  private let counters: [Entry]
  private let momentNames: [(name: String, formerName: String)]
  private let targets: [(name: String, parameter: Parameter, moments: [Parameter])]

  /// An optimizer of `parameters`, since Embedded Swift has no generic initializers in classes that are inherited.
  init(
    _ name: String, _ parameters: Parameters, learningRate: Float,
    counters: [Entry] = [], moments momentNames: [(name: String, formerName: String)]
  ) {
    self.name = name
    stepSize = Parameter(Tensor(learningRate))
    (self.counters, self.momentNames) = (counters, momentNames)
    targets = parameters.map { name, parameter in
      (name, parameter, momentNames.map { _ in Parameter(Tensor.zeros(parameter.shape)) })
    }
  }

  /// Takes one step for each parameter that has a gradient. Traps if none has: the optimizer then belongs to
  /// another model than the loss, and training would change nothing.
  public func update(with gradients: Gradients) {
    require(
      targets.contains { gradients[$0.parameter] != nil },
      "\(name): none of its \(targets.count) parameters has a gradient; was the loss computed"
        + " with the model that it was made for, inside valueWithGradients?")
    for (_, parameter, moments) in targets {
      if let gradient = gradients[parameter] { step(parameter, gradient, moments) }
    }
  }

  func step(_ parameter: Parameter, _ gradient: Tensor, _ moments: [Parameter]) {}

  /// Everything that a training needs, besides the weights, to go on to the same bits.
  public var state: [Entry] {
    [("learningRate", "learningRate", stepSize)] + counters
      + momentNames.enumerated().flatMap { index, moment in
        targets.map {
          ("\(moment.name).\($0.name)", "\(moment.formerName).\($0.name)", $0.moments[index])
        }
      }
  }
}
