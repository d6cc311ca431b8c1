import Tensors

/// Normalization of the last axis with a gain and a bias for each channel (Ba, Kiros and Hinton 2016).
public struct LayerNorm: Module {
  /// `[channels]`; begins as ones.
  public let gain: Parameter
  /// `[channels]`; begins as zeros.
  public let bias: Parameter

  /// A norm over `channels` numbers. Traps unless there is one.
  public init(_ channels: Int) {
    require(channels > 0, "LayerNorm: \(channels) channels")
    gain = Parameter(Tensor.ones([channels]))
    bias = Parameter(Tensor.zeros([channels]))
  }

  /// `[…, channels]` to the same. Traps on other channels.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    layerNorm(x, gain: gain.value, bias: bias.value)
  }
}
