import Tensors

/// A convolution over images, `[batch, height, width, inputs]` to `[batch, height′, width′, outputs]`: `conv2d`.
public struct Conv2d: Module {
  /// `[kernel, kernel, inputs, outputs]`.
  public let weight: Parameter
  /// `[outputs]`; nil in a layer without one.
  public let bias: Parameter?
  private let stride, padding: Int

  /// A layer with a square kernel. Traps on sizes below 1.
  ///
  /// - Parameters:
  ///   - kernel: the kernel's height and width in pixels.
  ///   - stride: pixels from one window to the next.
  ///   - padding: zeros on each side; with a stride of 1, `kernel / 2` keeps the size where `kernel` is odd.
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
