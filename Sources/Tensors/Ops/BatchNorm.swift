/// Batch normalization with given statistics (Ioffe and Szegedy 2015): (x − mean) / √(variance + ε) · gain + bias
/// for each channel. The layer `BatchNorm` gives it those of the batch in training, else running ones. Traps on
/// other shapes.
///
/// - Parameters:
///   - x: `[batch, …, channels]`.
///   - mean: `[channels]`, like all the others.
public func batchNorm(
  _ x: Tensor, mean: Tensor, variance: Tensor, gain: Tensor, bias: Tensor, epsilon: Float = 1e-5
) -> Tensor {
  let channels: Shape = [x.shape.rank == 0 ? 1 : x.shape[-1]]
  require(
    x.shape.rank > 0 && [mean, variance, gain, bias].allSatisfy { $0.shape == channels },
    "batchNorm: \(x.shape) with a mean, a variance, a gain and a bias of shapes \(mean.shape),"
      + " \(variance.shape), \(gain.shape) and \(bias.shape), which must be \(channels)")
  return (x - mean) * (gain / sqrt(variance + epsilon)) + bias
}
