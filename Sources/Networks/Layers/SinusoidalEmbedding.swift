import Tensors

/// The sinusoidal embedding of timesteps (Vaswani et al. 2017, section 3.5, as Ho et al. 2020 lay it out):
/// `[batch]` to `[batch, dimensions]`, sines of falling frequency, then their cosines.
public struct SinusoidalEmbedding: Module {
  /// `[1, dimensions / 2]`: from 1 down to 1 / period.
  private let frequencies: Tensor

  /// Frequencies from 1 down to 1 / `period`. Traps unless `dimensions` is even and at least 4.
  public init(_ dimensions: Int, period: Float = 10_000) {
    require(
      dimensions >= 4 && dimensions % 2 == 0,
      "SinusoidalEmbedding: \(dimensions) dimensions; an even number from 4 on is needed")
    let half = dimensions / 2
    let rate = -log(Double(period)) / Double(half - 1)
    frequencies = Tensor((0..<half).map { Float(exp(rate * Double($0))) }, shape: [1, half])
  }

  /// The embedding of each number. Traps unless `x` is `[batch]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    require(x.shape.rank == 1, "SinusoidalEmbedding: \(x.shape) is not [batch]")
    let angles = x.expanded(at: 1) * frequencies
    return concatenate([sin(angles), cos(angles)], axis: 1)
  }
}
