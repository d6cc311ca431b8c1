import Networks
import Tensors

/// Attention of every pixel to all others and to four learned entries, by several heads.
public struct AttentionBlock: Module {
  private let kind: AttentionKind
  private let heads: Int
  /// Keys and values that do not come from the image, `[2, heads, entries, headWidth]`.
  private let memory: Parameter
  private let norm: RMSNorm
  private let queriesKeysValues: Conv2d
  private let output: Conv2d
  private let outputNorm: RMSNorm?

  public init(
    _ kind: AttentionKind, channels: Int, heads: Int = 4, headWidth: Int = 32, random: RandomStream
  ) {
    self.kind = kind
    self.heads = heads
    memory = Parameter(random.normal([2, heads, 4, headWidth]))
    norm = RMSNorm(channels)
    queriesKeysValues = Conv2d(
      channels, 3 * heads * headWidth, kernel: 1, bias: false, random: random)
    output = Conv2d(heads * headWidth, channels, kernel: 1, random: random)
    outputNorm = kind == .linear ? RMSNorm(channels) : nil
  }

  /// `[batch, height, width, channels]` to the same.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let channels = x.shape[3]
    let result = selfAttention(
      norm(x), projection: queriesKeysValues.weight.value.reshaped([channels, -1]),
      memory: memory.value, output: output.weight.value.reshaped([-1, channels]),
      bias: output.bias!.value, heads: heads, kind: kind)
    return outputNorm.map { $0(result) } ?? result
  }
}
