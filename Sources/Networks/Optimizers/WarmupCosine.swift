import Tensors

/// A learning rate that rises evenly to `peak` over the first steps (Goyal et al. 2017), then falls
/// along half a cosine to zero (Loshchilov and Hutter 2017, equation 5).
///
/// ```swift
/// adam.learningRate = schedule(step)
/// ```
public struct WarmupCosine {
  /// The largest rate.
  public let peak: Float
  /// The number of steps of the rise, and of the whole.
  public let warmupSteps, totalSteps: Int

  /// A schedule over `totalSteps`. Traps unless 0 ≤ warmupSteps < totalSteps.
  public init(peak: Float, warmupSteps: Int, totalSteps: Int) {
    require(
      warmupSteps >= 0 && warmupSteps < totalSteps,
      "WarmupCosine: \(warmupSteps) steps of warm-up among \(totalSteps)")
    (self.peak, self.warmupSteps, self.totalSteps) = (peak, warmupSteps, totalSteps)
  }

  /// The rate for a step, counted from 0: peak / warmupSteps for the first, 0 from `totalSteps` on.
  public func callAsFunction(_ step: Int) -> Float {
    if step < warmupSteps { return peak * Float(step + 1) / Float(warmupSteps) }
    let progress = Double(step - warmupSteps) / Double(totalSteps - warmupSteps)
    return Float(Double(peak) * 0.5 * (1 + cos(Double.pi * min(1, progress))))
  }
}
