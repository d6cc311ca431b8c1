import Tensors

/// Normalization of the last axis with a gain and a bias for each channel (Ba, Kiros and Hinton 2016).
public struct LayerNorm: Module {
  /// `[channels]`; begins as ones.
  public let gain: Parameter
  /// `[channels]`; begins as zeros.
  public let bias: Parameter

  public init(_ channels: Int) {
    require(channels > 0, "LayerNorm: \(channels) channels")
    gain = Parameter(Tensor.ones([channels]))
    bias = Parameter(Tensor.zeros([channels]))
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    layerNorm(x, gain: gain.value, bias: bias.value)
  }
}

/// Root-mean-square normalization of the last axis with a gain for each channel (Zhang and Sennrich
/// 2019). Modulation and activation come in the same pass.
public struct RMSNorm: Module {
  /// `[channels]`; begins as ones.
  public let gain: Parameter

  public init(_ channels: Int) {
    require(channels > 0, "RMSNorm: \(channels) channels")
    gain = Parameter(Tensor.ones([channels]))
  }

  public func callAsFunction(
    _ x: Tensor, modulation: Modulation? = nil, activation: Activation = .none
  ) -> Tensor {
    rmsNorm(x, gain: gain.value, modulation: modulation, activation: activation)
  }
}

/// Group normalization with a gain and a bias for each channel: `[batch, …, channels]`, each image by
/// itself (Wu and He 2018). Modulation and activation come in the same pass.
public struct GroupNorm: Module {
  public let groups: Int
  /// `[channels]`; begins as ones.
  public let gain: Parameter
  /// `[channels]`; begins as zeros.
  public let bias: Parameter

  /// Traps unless the channels divide into as many groups.
  public init(_ groups: Int, _ channels: Int) {
    require(
      groups > 0 && channels > 0 && channels % groups == 0,
      "GroupNorm: \(channels) channels do not divide into \(groups) groups")
    self.groups = groups
    gain = Parameter(Tensor.ones([channels]))
    bias = Parameter(Tensor.zeros([channels]))
  }

  public func callAsFunction(
    _ x: Tensor, modulation: Modulation? = nil, activation: Activation = .none
  ) -> Tensor {
    groupNorm(
      x, groups: groups, gain: gain.value, bias: bias.value, modulation: modulation,
      activation: activation)
  }
}
