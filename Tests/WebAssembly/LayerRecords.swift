import Networks
import Tensors

/// Each layer's result, its parameters in order, and their gradients.
func recordLayers() {
  func stream(_ name: String) -> RandomStream { Random(seed: 18).stream(name) }
  func layer<Layer: Module>(
    _ name: String, _ shape: Shape, _ layer: Layer, _ apply: (Layer, Tensor) -> Tensor
  ) {
    let x = Parameter(stream("\(name)’s input").normal(shape))
    var result = Tensor(0)
    let (_, gradients) = valueWithGradients {
      result = apply(layer, x.value)
      return square(result).sum()
    }
    record("\(name), result", result.scalars)
    let parameters = layer.parameters.map { $0.parameter }
    record("\(name), parameters", parameters.flatMap { $0.value.scalars })
    record("\(name), gradients", (parameters + [x]).flatMap { gradients[$0]?.scalars ?? [] })
  }
  layer("Linear", [5, 7], Linear(7, 19, random: stream("linear"))) { $0($1) }
  for (kernel, stride, inputs) in [(3, 1, 16), (5, 1, 32), (3, 2, 16), (7, 1, 1), (1, 1, 3)] {
    let convolution = Conv2d(
      inputs, 32, kernel: kernel, stride: stride, padding: kernel / 2, random: stream("conv"))
    layer("Conv2d \(kernel) \(stride)", [2, 9, 8, inputs], convolution) { $0($1) }
  }
  layer(
    "TransposedConv2d", [2, 5, 4, 16],
    TransposedConv2d(16, 8, kernel: 4, stride: 2, padding: 1, random: stream("transposed"))
  ) { $0($1) }
  layer("GroupNorm", [2, 4, 5, 32], GroupNorm(8, 32)) { $0($1) }
  layer("LayerNorm", [6, 33], LayerNorm(33)) { $0($1) }
  layer("RMSNorm", [2, 3, 3, 20], RMSNorm(20)) { $0($1) }
  layer("BatchNorm", [4, 3, 3, 20], BatchNorm(20)) { $0($1) }
  layer("Dropout", [100], Dropout(0.3, random: stream("dropout"))) { $0($1) }
  layer("Embedding", [4, 6], Embedding(10, 6, random: stream("embedding"))) {
    $0([3, 1, 9, 3]) + $1
  }
  layer("SinusoidalEmbedding", [7], SinusoidalEmbedding(16)) { $0($1) }
  for kind in [AttentionKind.softmax, .linear] {
    layer(
      "SelfAttention", [2, 7, 7, 32],
      SelfAttention(32, heads: 2, width: 16, entries: 4, kind: kind, random: stream("attention"))
    ) { $0($1) }
  }
  layer(
    "CrossAttention", [2, 5, 16],
    CrossAttention(16, context: 8, heads: 2, width: 8, random: stream("cross"))
  ) { $0($1, to: stream("context").normal([2, 3, 8])) }
}
