import Networks
import Tensors
import Testing

/// Layers other than `Linear`, worked by hand.
@Suite struct LayerTests {
  /// Before training a norm's gain is 1 and its bias 0.
  @Test func norms() {
    let x = Tensor([1, 3, -2, 6]).reshaped([1, 1, 1, 4])
    let grouped = GroupNorm(2, 4)(x).scalars
    for (value, expected) in zip(grouped, [-1, 1, -1, 1] as [Float]) {
      #expect(abs(value - expected) < 1e-5)
    }
    #expect(distance(LayerNorm(2)(Tensor([1, 3])), Tensor([-1, 1])) < 1e-5)
    let root = RMSNorm(2)
    #expect(distance(root(Tensor([[3, 4]])), Tensor([[0.848_528, 1.131_371]])) < 1e-6)
    root.gain.value = Tensor([0, 1])
    let modulation = Modulation(scale: Tensor([[1, 1]]), shift: Tensor([[-1, 0]]))
    #expect(
      distance(
        root(Tensor([[3, 4]]), modulation: modulation, activation: .relu), Tensor([[0, 2.262_742]]))
        < 1e-6)
    #expect(GroupNorm(2, 4).parameters.map(\.name) == ["gain", "bias"])
  }

  @Test func embedding() {
    let layer = Embedding(3, 2, random: Random(seed: 1).stream("embedding"))
    layer.weight.value = Tensor([[1, 2], [3, 4], [5, 6]])
    #expect(layer([2, 0, 2]).scalars == [5, 6, 1, 2, 5, 6])
    let gradients = valueWithGradients { layer([2, 0, 2]).sum() }.gradients
    #expect(gradients[layer.weight]!.scalars == [1, 1, 0, 0, 2, 2])
  }

  /// sin and cos of 2 · 1 and of 2 · 1/10,000.
  @Test func sinusoidalEmbedding() {
    let y = SinusoidalEmbedding(4)(Tensor([0, 2]))
    let expected = Tensor([[0, 0, 1, 1], [0.909_297_4, 0.000_2, -0.416_146_8, 1]])
    #expect(distance(y, expected) < 1e-6)
    #expect(SinusoidalEmbedding(4).parameters.isEmpty)
  }

  /// Of 10,000 numbers 2,500 are dropped, within five deviations of √(10,000 · ¼ · ¾) = 43.
  @Test func dropout() {
    let x = Parameter(Tensor.full([10_000], 3))
    let layer = Dropout(0.25, random: Random(seed: 1).stream("dropout"))
    #expect(layer(x.value).scalars.allSatisfy { $0 == 3 })
    var inside = Tensor(0)
    let gradients = valueWithGradients {
      inside = layer(x.value)
      return inside.sum()
    }.gradients
    let dropped = inside.scalars.filter { $0 == 0 }.count
    #expect(abs(dropped - 2500) < 215)
    #expect(inside.scalars.allSatisfy { $0 == 0 || abs($0 - 4) < 1e-6 })
    #expect(zip(gradients[x]!.scalars, inside.scalars).allSatisfy { abs($0 * 3 - $1) < 1e-5 })
  }

  /// The result of a single row has the bias's shape, and is not written over it.
  @Test(arguments: [AttentionKind.softmax, .linear])
  func attentionOfOneRowLeavesItsBiasAlone(kind: AttentionKind) {
    let random = Random(seed: 1).stream("attention")
    let layer = SelfAttention(4, heads: 2, width: 2, kind: kind, random: random)
    let (x, bias) = (random.normal([1, 1, 1, 4]), layer.bias.value.scalars)
    let first = layer(x).scalars
    #expect(layer.bias.value.scalars == bias)
    #expect(layer(x).scalars == first && first != bias)
  }
}
