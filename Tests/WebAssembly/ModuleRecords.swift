import Networks
import Tensors

/// Layers as a chapter might write them: arrays, optionals, tuples, classes, a parameter that two share, and what
/// holds parameters but is no part of a model.
func recordModules() {
  let random = Random(seed: 3).stream("modules")
  func parameter() -> Parameter { Parameter(random.normal([3])) }

  struct Pair: Module {
    let first, second: Parameter
    let size = 7
  }
  final class Shared: Module {
    let scale: Double
    let layers: [Pair]
    init(_ layers: [Pair]) { (scale, self.layers) = (0.5, layers) }
  }
  struct Model: Module {
    let name: String
    let early: Parameter
    let pairs: [Pair]
    let none: Parameter?
    let some: Parameter?
    let both: (Parameter, flag: Bool, Pair)
    let shared: Shared
    let again: Parameter
    let lists: [[Parameter]]
    let random: RandomStream
    let values: Tensor
    let other: [Shared?]
  }
  let unused = (0..<4).map { _ in parameter() }
  let late = parameter()
  let pairs = (0..<3).map { _ in Pair(first: parameter(), second: parameter()) }
  let shared = Shared(pairs)
  let lists = [[parameter()], [], [parameter(), parameter()]]
  let model = Model(
    name: "a name that is too long to lie in the string itself", early: late, pairs: pairs,
    none: nil, some: parameter(), both: (parameter(), true, Pair(first: unused[3], second: late)),
    shared: shared, again: pairs[1].second, lists: lists, random: random, values: late.value,
    other: [nil, Shared([Pair(first: parameter(), second: parameter())])])
  func list(_ name: String, _ module: some Module) {
    let parameters = module.parameters.map { $0.parameter }
    record("\(name), \(parameters.count)", parameters.flatMap { $0.value.scalars })
  }
  list("model", model)
  list("pair", pairs[2])
  list("class", shared)

  let average = MovingAverage(model, decay: 0.5)
  late.value = late.value + 1
  average.update()
  list("average", average)
  struct Trained: Module {
    let model: Model
    let optimizer: Adam
    let average: MovingAverage
  }
  list("trained", Trained(model: model, optimizer: Adam(model), average: average))
}
