import Tensors

/// Root-mean-square normalization of the last axis with a gain for each channel (Zhang and Sennrich
/// 2019). Modulation and activation come in the same pass.
public struct RMSNorm: Module {
  /// `[channels]`; begins as ones.
  public let gain: Parameter

  /// A norm over `channels` numbers. Traps unless there is one.
  public init(_ channels: Int) {
    require(channels > 0, "RMSNorm: \(channels) channels")
    gain = Parameter(Tensor.ones([channels]))
  }

  /// `[…, channels]` to the same; see `rmsNorm`. Traps on other channels.
  public func callAsFunction(
    _ x: Tensor, modulation: Modulation? = nil, activation: Activation = .none
  ) -> Tensor {
    rmsNorm(x, gain: gain.value, modulation: modulation, activation: activation)
  }
}
