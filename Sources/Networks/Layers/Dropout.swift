import Tensors

/// Dropout (Srivastava et al. 2014): sets each number to zero with a probability of `rate` and divides the
/// others by 1 − `rate`, so that the mean stays; only while gradients are recorded, so sampling needs no switch.
public struct Dropout: Module {
  /// The probability of zero.
  public let rate: Float
  private let random: RandomStream

  /// Traps unless 0 ≤ rate < 1.
  public init(_ rate: Float, random: RandomStream) {
    require(rate >= 0 && rate < 1, "Dropout: a rate of \(rate); it lies from 0 to below 1")
    self.rate = rate
    self.random = random
  }

  /// The result has the shape of `x`, which may be any.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard rate > 0 && isRecordingGradients else { return x }
    return x * ((random.uniform(x.shape) .>= rate) / (1 - rate))
  }
}
