import Networks
import Tensors

/// Attention of every pixel to all others and to four learned entries, by several heads.
public struct AttentionBlock: Module {
  /// Softmax over all pairs of pixels costs the square of their number; linear attention, a softmax
  /// over the channels of queries and over the pixels of keys (Shen et al. 2021), costs their number.
  public enum Kind { case softmax, linear }

  private let kind: Kind
  private let heads: Int
  /// Keys and values that do not come from the image, `[2, heads, entries, headWidth]`.
  private let memory: Parameter
  private let norm: RMSNorm
  private let queriesKeysValues: Conv2d
  private let output: Conv2d
  private let outputNorm: RMSNorm?

  public init(
    _ kind: Kind, channels: Int, heads: Int = 4, headWidth: Int = 32, random: RandomStream
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
    let normed = norm(x)
    let queries = part(0, of: normed)
    let keys = concatenate([remembered(0, batch: x.shape[0]), part(1, of: normed)], axis: 2)
    let values = concatenate([remembered(1, batch: x.shape[0]), part(2, of: normed)], axis: 2)
    let mixed =
      kind == .linear
      ? linearAttention(queries, keys, values) : attention(queries, keys, values)
    let result = output(
      mixed.transposed(permutation: [0, 2, 1, 3])
        .reshaped([x.shape[0], x.shape[1], x.shape[2], mixed.shape[1] * mixed.shape[3]]))
    return outputNorm.map { $0(result) } ?? result
  }

  /// Queries (0), keys (1) or values (2), `[batch, heads, pixels, headWidth]`.
  private func part(_ index: Int, of x: Tensor) -> Tensor {
    let weight = queriesKeysValues.weight.value
    let width = weight.shape[3] / 3
    return conv2d(x, weight: weight.slice(axis: 3, index * width..<(index + 1) * width))
      .reshaped([x.shape[0], x.shape[1] * x.shape[2], heads, width / heads])
      .transposed(permutation: [0, 2, 1, 3])
  }

  /// The learned keys (0) or values (1) for each image, `[batch, heads, entries, headWidth]`.
  private func remembered(_ index: Int, batch: Int) -> Tensor {
    let entries = memory.value[index]
    return entries.broadcast(to: Shape([batch] + entries.shape.lengths))
  }
}
