import Tensors

/// A linear layer, x · weight + bias along the last axis: `[…, inputs]` to `[…, outputs]`.
public struct Linear: Module {
  /// `[inputs, outputs]`.
  public let weight: Parameter
  /// `[outputs]`; nil in a layer without one.
  public let bias: Parameter?

  /// A layer whose initial weights are drawn from `random`. Traps on sizes below 1.
  public init(
    _ inputs: Int, _ outputs: Int, bias: Bool = true, random: RandomStream,
    initialization: Initialization = .kaimingUniform
  ) {
    require(inputs > 0 && outputs > 0, "Linear: \(inputs) inputs and \(outputs) outputs")
    weight = Parameter(
      initialization.weight([inputs, outputs], inputs: inputs, outputs: outputs, random: random))
    self.bias =
      bias ? Parameter(initialization.bias(outputs, inputs: inputs, random: random)) : nil
  }

  /// Traps unless the last axis of `x` has as many elements as the layer has inputs.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard let bias else { return matmul(x, weight.value) }
    return affine(x, weight: weight.value, bias: bias.value)
  }
}
