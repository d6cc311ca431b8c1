import Tensors

/// Group normalization with a gain and a bias for each channel: `[batch, …, channels]`, each image by
/// itself (Wu and He 2018). Modulation and activation come in the same pass.
public struct GroupNorm: Module {
  /// The number of groups that the channels are divided into.
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

  /// The result has the shape of `x`; see `groupNorm`. Traps on other channels.
  public func callAsFunction(
    _ x: Tensor, modulation: Modulation? = nil, activation: Activation = .none
  ) -> Tensor {
    groupNorm(
      x, groups: groups, gain: gain.value, bias: bias.value, modulation: modulation,
      activation: activation)
  }
}
