import Networks
import Tensors

/// The timestep's sinusoidal embedding, then two layers with a GELU between.
struct TimeEmbedding: Module {
  private let waves: SinusoidalEmbedding
  private let first, second: Linear

  init(_ width: Int, outputs: Int, random: RandomStream) {
    waves = SinusoidalEmbedding(width)
    first = Linear(width, outputs, random: random)
    second = Linear(outputs, outputs, random: random)
  }

  /// `[batch]` to `[batch, outputs]`.
  func callAsFunction(_ timesteps: Tensor) -> Tensor {
    second(gelu(first(waves(timesteps))))
  }
}
