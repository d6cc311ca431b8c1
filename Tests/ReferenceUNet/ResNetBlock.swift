import Networks
import Tensors

/// Convolution, normalization and SiLU, twice, around a shortcut (He et al. 2016); between the first
/// norm and its SiLU the time scales and shifts each channel.
struct ResNetBlock: Module {
  private let time: Linear
  private let first, second: Block
  private let shortcut: Conv2d?

  init(_ inputs: Int, _ outputs: Int, timeWidth: Int, random: RandomStream) {
    time = Linear(timeWidth, 2 * outputs, random: random)
    first = Block(inputs, outputs, random: random)
    second = Block(outputs, outputs, random: random)
    shortcut = inputs == outputs ? nil : Conv2d(inputs, outputs, kernel: 1, random: random)
  }

  /// `x` is `[batch, height, width, inputs]`; `time`, the embedding after its SiLU, `[batch, timeWidth]`.
  func callAsFunction(_ x: Tensor, time embedding: Tensor) -> Tensor {
    let scaleAndShift = time(embedding)
    let channels = scaleAndShift.shape[1] / 2
    let modulation = Modulation(
      scale: scaleAndShift.slice(axis: 1, ..<channels),
      shift: scaleAndShift.slice(axis: 1, channels...))
    return second(first(x, modulation)) + (shortcut.map { $0(x) } ?? x)
  }
}

/// A 3×3 convolution, the norm over channels, SiLU.
private struct Block: Module {
  let convolution: Conv2d
  let norm: RMSNorm

  init(_ inputs: Int, _ outputs: Int, random: RandomStream) {
    convolution = Conv2d(inputs, outputs, kernel: 3, padding: 1, random: random)
    norm = RMSNorm(outputs)
  }

  func callAsFunction(_ x: Tensor, _ modulation: Modulation? = nil) -> Tensor {
    norm(convolution(x), modulation: modulation, activation: .silu)
  }
}
