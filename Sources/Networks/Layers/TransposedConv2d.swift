import Tensors

/// A transposed convolution, which enlarges images `[batch, height, width, inputs]` to `[batch, height′, width′,
/// outputs]`: `transposedConv2d`. PyTorch's `ConvTranspose2d`.
public struct TransposedConv2d: Module {
  /// `[kernel, kernel, inputs, outputs]`.
  public let weight: Parameter
  /// `[outputs]`; nil in a layer without one.
  public let bias: Parameter?
  private let stride, padding, outputPadding: Int

  /// A layer with a square kernel. Traps on sizes below 1.
  ///
  /// - Parameters:
  ///   - kernel: the kernel's height and width in pixels.
  ///   - stride, padding, outputPadding: as of `transposedConv2d`. A kernel of 4 with a stride of 2 and a padding
  ///     of 1 doubles height and width.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    outputPadding: Int = 0, bias: Bool = true, random: RandomStream,
    initialization: Initialization = .kaimingUniform
  ) {
    require(
      inputs > 0 && outputs > 0 && kernel > 0,
      "TransposedConv2d: \(inputs) inputs, \(outputs) outputs and a kernel of \(kernel)")
    // As in PyTorch, which takes the outputs for the inputs: its weight is that of the adjoint.
    let window = kernel * kernel
    weight = Parameter(
      initialization.weight(
        [kernel, kernel, inputs, outputs], inputs: window * outputs, outputs: window * inputs,
        random: random))
    self.bias =
      bias ? Parameter(initialization.bias(outputs, inputs: window * outputs, random: random)) : nil
    (self.stride, self.padding, self.outputPadding) = (stride, padding, outputPadding)
  }

  /// Traps unless `x` has as many channels as the layer has inputs.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    transposedConv2d(
      x, weight: weight.value, bias: bias?.value, stride: stride, padding: padding,
      outputPadding: outputPadding)
  }
}
