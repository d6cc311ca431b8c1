import Tensors

/// An exponential moving average of a network's parameters. Samples from averaged weights are better
/// than from the last ones (Ho et al. 2020 use a decay of 0.9999).
public final class MovingAverage: Module {
  /// The share of the average that each update keeps.
  public let decay: Float
  let targets: [(name: String, parameter: Parameter, average: Parameter)]

  /// An average that begins as the parameters' present values. Traps unless 0 ≤ decay < 1.
  public convenience init(_ model: some Module, decay: Float) {
    self.init(model.parameters, decay: decay)
  }

  private init(_ parameters: [(name: String, parameter: Parameter)], decay: Float) {
    require(
      decay >= 0 && decay < 1, "MovingAverage: a decay of \(decay); it lies from 0 to below 1")
    self.decay = decay
    targets = parameters.map { ($0.name, $0.parameter, Parameter($0.parameter.value)) }
  }

  /// Adds the parameters' present values to the average: call it after each optimizer step.
  ///
  /// - Parameter step: the step's number, counted from 0. With it an update keeps at most the share
  ///   (1 + step) / (10 + step) of the average, so that the initial values are soon forgotten. Traps where negative.
  public func update(step: Int? = nil) {
    require((step ?? 0) >= 0, "MovingAverage: a step of \(step!)")
    let decay = step.map { min(self.decay, Float(1 + $0) / Float(10 + $0)) } ?? self.decay
    for (_, parameter, average) in targets {
      averageStep(
        average.shape.count, average.mutablePointer(), towards: parameter.value.pointer,
        decay: decay)
    }
  }

  /// Runs `body` with the averages as the network's parameters, then puts its own back.
  public func withAverages<R, Failure: Error>(_ body: () throws(Failure) -> R) throws(Failure) -> R
  {
    let trained = targets.map { $0.parameter.value }
    for (_, parameter, average) in targets { parameter.value = average.value }
    defer { for (target, value) in zip(targets, trained) { target.parameter.value = value } }
    return try body()
  }
}
