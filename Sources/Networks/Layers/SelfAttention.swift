import Tensors

/// Multi-head attention of an image's pixels to each other, and to learned keys and values where there are any:
/// `[batch, height, width, channels]` to the same, see `selfAttention`.
public struct SelfAttention: Module {
  /// Learned keys and values, `[2, heads, entries, width]`; nil without entries.
  public let memory: Parameter?
  /// `[channels, 3 · heads · width]`.
  public let projection: Parameter
  /// `[heads · width, channels]`.
  public let output: Parameter
  /// `[channels]`.
  public let bias: Parameter
  private let heads: Int
  private let kind: AttentionKind

  /// A layer whose initial weights are drawn from `random`. Traps on sizes below 1.
  ///
  /// - Parameters:
  ///   - heads: the heads, each with queries, keys and values of its own.
  ///   - width: numbers in a query, a key or a value.
  ///   - entries: learned keys and values for each head, besides the pixels' own.
  public init(
    _ channels: Int, heads: Int = 4, width: Int = 32, entries: Int = 0,
    kind: AttentionKind = .softmax, random: RandomStream,
    initialization: Initialization = .kaimingUniform
  ) {
    require(
      channels > 0 && heads > 0 && width > 0 && entries >= 0,
      "SelfAttention: \(channels) channels, \(heads) heads of width \(width), \(entries) entries")
    let inner = heads * width
    memory = entries == 0 ? nil : Parameter(random.normal([2, heads, entries, width]))
    projection = Parameter(
      initialization.weight(
        [channels, 3 * inner], inputs: channels, outputs: 3 * inner, random: random))
    output = Parameter(
      initialization.weight([inner, channels], inputs: inner, outputs: channels, random: random))
    bias = Parameter(initialization.bias(channels, inputs: inner, random: random))
    self.heads = heads
    self.kind = kind
  }

  /// Traps unless `x` has as many channels as the layer.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    selfAttention(
      x, projection: projection.value, memory: memory?.value, output: output.value,
      bias: bias.value, heads: heads, kind: kind)
  }
}
