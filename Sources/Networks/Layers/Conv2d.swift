import Tensors

/// Convolution over images: `[batch, height, width, inputs]` to `[batch, height′, width′, outputs]`, see
/// `conv2d`.
public struct Conv2d: Module {
  /// `[kernel, kernel, inputs, outputs]`.
  public let weight: Parameter
  /// `[outputs]`.
  public let bias: Parameter?
  private let stride: Int
  private let padding: Int

  /// A square kernel. With a stride of 1, a padding of `kernel / 2` keeps the size where `kernel` is odd.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    bias: Bool = true, random: RandomStream, initialization: Initialization = .kaimingUniform
  ) {
    require(
      inputs > 0 && outputs > 0 && kernel > 0,
      "Conv2d: \(inputs) inputs, \(outputs) outputs and a kernel of \(kernel)")
    let window = kernel * kernel
    weight = Parameter(
      initialization.weight(
        [kernel, kernel, inputs, outputs], inputs: window * inputs, outputs: window * outputs,
        random: random))
    self.bias =
      bias ? Parameter(initialization.bias(outputs, inputs: window * inputs, random: random)) : nil
    self.stride = stride
    self.padding = padding
  }

  /// Traps unless `x` has as many channels as the layer has inputs.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    conv2d(x, weight: weight.value, bias: bias?.value, stride: stride, padding: padding)
  }
}
