import Tensors

/// Sets each number to zero with a probability of `rate` and divides the others by 1 − `rate`, so that
/// their mean stays (Srivastava et al. 2014). Active only while gradients are recorded: sampling needs
/// no switch.
public struct Dropout: Module {
  public let rate: Float
  private let random: RandomStream

  public init(_ rate: Float, random: RandomStream) {
    require(rate >= 0 && rate < 1, "Dropout: a rate of \(rate); it lies from 0 to below 1")
    self.rate = rate
    self.random = random
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard rate > 0 && isRecordingGradients else { return x }
    return x * ((random.uniform(x.shape) .>= rate) / (1 - rate))
  }
}
