import Tensors

/// Batch normalization of each channel over the batch and all pixels (Ioffe and Szegedy 2015): `[batch, …,
/// channels]`, with a gain and a bias for each channel.
///
/// While gradients are recorded, as in training, it takes the batch's own mean and variance and moves the running
/// ones towards them; everywhere else it takes the running ones, so sampling needs no switch (`train()` and
/// `eval()` of PyTorch). Running statistics are among the module's `parameters`: they are saved, loaded and
/// averaged with the weights, and no optimizer changes them, because they have no gradient.
public struct BatchNorm: Module {
  /// `[channels]`; begins as ones.
  public let gain: Parameter
  /// `[channels]`; begins as zeros.
  public let bias: Parameter
  /// `[channels]`; begins as zeros.
  public let runningMean: Parameter
  /// `[channels]`, of squared distances divided by one less than their number, as in PyTorch; begins as ones.
  public let runningVariance: Parameter
  private let momentum: Float

  /// A norm over `channels`, whose running statistics take a share `momentum` of each batch's. Traps unless
  /// there is a channel and 0 ≤ momentum ≤ 1.
  public init(_ channels: Int, momentum: Float = 0.1) {
    require(
      channels > 0 && momentum >= 0 && momentum <= 1,
      "BatchNorm: \(channels) channels and a momentum of \(momentum)")
    gain = Parameter(Tensor.ones([channels]))
    bias = Parameter(Tensor.zeros([channels]))
    runningMean = Parameter(Tensor.zeros([channels]))
    runningVariance = Parameter(Tensor.ones([channels]))
    self.momentum = momentum
  }

  /// `[batch, …, channels]` to the same. Traps on other channels, and in training on a single value for each.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let channels = gain.shape[0]
    require(
      x.shape.rank >= 2 && x.shape[-1] == channels,
      "BatchNorm: \(x.shape) is not [batch, …, \(channels)]")
    guard isRecordingGradients else {
      return batchNorm(
        x, mean: runningMean.value, variance: runningVariance.value, gain: gain.value,
        bias: bias.value)
    }
    let count = x.count / channels
    require(
      count > 1, "BatchNorm: \(x.shape) has a single value for each channel; training needs more")
    let rows = x.reshaped([count, channels])
    let (mean, variance) = (rows.mean(axis: 0), rows.variance(axis: 0))
    let unbiased = variance.detached * (Float(count) / Float(count - 1))
    for (running, value) in [(runningMean, mean), (runningVariance, unbiased)] {
      averageStep(
        channels, running.mutablePointer(), towards: value.pointer, decay: 1 - momentum)
    }
    return batchNorm(x, mean: mean, variance: variance, gain: gain.value, bias: bias.value)
  }
}
