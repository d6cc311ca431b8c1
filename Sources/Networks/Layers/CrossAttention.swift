import Tensors

/// Multi-head attention of an image's pixels, or a sequence's rows, to those of another (Vaswani et al. 2017): how a
/// network is conditioned on a text (Rombach et al. 2022). `layer(x, to: x, mask: .causal)` is self-attention with
/// a mask. PyTorch's `MultiheadAttention` has biases on its queries, keys and values by default; these have none.
public struct CrossAttention: Module {
  /// `[channels, heads · width]`.
  public let query: Parameter
  /// `[context, heads · width]`, of the other's channels; `value` too.
  public let key, value: Parameter
  /// `[heads · width, channels]`.
  public let output: Parameter
  /// `[channels]`.
  public let bias: Parameter
  private let heads: Int

  /// A layer whose initial weights are drawn from `random`. Traps on sizes below 1.
  ///
  /// - Parameters:
  ///   - context: the other's channels.
  ///   - heads, width: as of `SelfAttention`.
  public init(
    _ channels: Int, context: Int, heads: Int = 4, width: Int = 32, random: RandomStream,
    initialization: Initialization = .kaimingUniform
  ) {
    require(
      channels > 0 && context > 0 && heads > 0 && width > 0,
      "CrossAttention: \(channels) and \(context) channels, \(heads) heads of width \(width)")
    let inner = heads * width
    func projection(_ inputs: Int, _ outputs: Int) -> Parameter {
      Parameter(
        initialization.weight([inputs, outputs], inputs: inputs, outputs: outputs, random: random))
    }
    query = projection(channels, inner)
    key = projection(context, inner)
    value = projection(context, inner)
    output = projection(inner, channels)
    bias = Parameter(initialization.bias(channels, inputs: inner, random: random))
    self.heads = heads
  }

  /// `[batch, …, channels]` to the same; all axes between count as rows, here and in the context.
  ///
  /// - Parameters:
  ///   - context: `[batch, …, context]`. Traps on another batch, or other channels, than the layer's and those of x.
  ///   - mask: broadcast to `[batch, heads, rows, rows of the context]`.
  public func callAsFunction(
    _ x: Tensor, to context: Tensor, mask: AttentionMask? = nil
  ) -> Tensor {
    require(
      x.shape.rank >= 2 && context.shape.rank >= 2 && x.shape[0] == context.shape[0]
        && x.shape[-1] == query.shape[0] && context.shape[-1] == key.shape[0],
      "CrossAttention: \(x.shape) attends to \(context.shape): they must be [batch, …, \(query.shape[0])] and"
        + " [batch, …, \(key.shape[0])]")
    func projected(_ x: Tensor, _ weight: Parameter) -> Tensor {
      let (batch, rows) = (x.shape[0], x.count / max(1, x.shape[0] * x.shape[-1]))
      return matmul(x.reshaped([batch, rows, x.shape[-1]]), weight.value)
        .reshaped([batch, rows, heads, weight.shape[1] / heads])
        .transposed(permutation: [0, 2, 1, 3])
    }
    let (q, k, v) = (projected(x, query), projected(context, key), projected(context, value))
    let attended = mask.map { attention(q, k, v, mask: $0) } ?? attention(q, k, v)
    let rows = attended.transposed(permutation: [0, 2, 1, 3])
    return affine(
      rows.reshaped([rows.shape[0], rows.shape[1], output.shape[0]]), weight: output.value,
      bias: bias.value
    ).reshaped(to: x.shape)
  }
}
