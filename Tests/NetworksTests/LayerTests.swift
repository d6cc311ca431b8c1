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

  /// Batches of (1, 3) and (5, 7): means 2 and 6, variances 1, over n − 1 2. A momentum of ½.
  @Test func batchNormTakesTheBatchInTrainingElseRunningStatistics() throws {
    let (norm, x) = (BatchNorm(1, momentum: 0.5), Tensor([[1], [3]]))
    #expect(distance(norm(x), x) < 2e-5)
    var inside = Tensor(0)
    let gradients = valueWithGradients {
      inside = norm(x)
      return (inside + norm(x + 4)).sum()
    }.gradients
    #expect(distance(inside, Tensor([[-1], [1]])) < 1e-5)
    #expect(norm.runningMean.value.item == 3.5 && norm.runningVariance.value.item == 1.75)
    #expect(gradients[norm.gain] != nil && gradients[norm.runningMean] == nil)
    #expect(norm.runningMean.value.scalars == [3.5])
    #expect(distance(norm(Tensor([[3.5]])), Tensor([[0]])) < 1e-6)
    let names = ["gain", "bias", "runningMean", "runningVariance"]
    #expect(norm.parameters.map(\.name) == names)

    let (place, loaded) = (TemporaryFile(), BatchNorm(1))
    try SafeTensors.save(norm, to: place.path)
    try SafeTensors.load(into: loaded, from: place.path)
    #expect(loaded(x).scalars == norm(x).scalars)
    // An optimizer leaves running statistics alone, with weight decay too.
    AdamW(norm, decay: 0.5).update(with: gradients)
    #expect(norm.runningMean.value.item == 3.5 && norm.runningVariance.value.item == 1.75)
  }

  @Test func crossAttention() {
    let random = Random(seed: 1).stream("cross-attention")
    let layer = CrossAttention(4, context: 3, heads: 2, width: 5, random: random)
    let (x, context) = (random.normal([2, 3, 2, 4]), random.normal([2, 7, 3]))
    let y = layer(x, to: context)
    #expect(y.shape == x.shape)
    // A mask that leaves out the last two rows is as if they were not there.
    let mask = AttentionMask.allowing(Tensor([1, 1, 1, 1, 1, 0, 0]))
    let less = layer(x, to: context.slice(axis: 1, 0..<5))
    #expect(distance(layer(x, to: context, mask: mask), less) < 1e-6)
    #expect(distance(less, y) > 1e-3)
    // Each image has a mask of its own, broadcast over heads and rows.
    let own = AttentionMask.allowing(
      Tensor([[1, 1, 1, 1, 1, 0, 0], [1, 1, 1, 1, 1, 1, 1]]).reshaped([2, 1, 1, 7]))
    let both = layer(x, to: context, mask: own)
    #expect(distance(both[0], less[0]) < 1e-6 && distance(both[1], y[1]) < 1e-6)
  }

  /// A kernel of 4 with a stride of 2 and a padding of 1 doubles; the adjoint of the same convolution.
  @Test func transposedConvolution() {
    let random = Random(seed: 1).stream("transposed")
    let layer = TransposedConv2d(
      3, 2, kernel: 4, stride: 2, padding: 1, bias: false, random: random)
    let (x, y) = (random.normal([2, 5, 3, 3]), random.normal([2, 10, 6, 2]))
    let large = layer(x)
    #expect(large.shape == [2, 10, 6, 2] && layer.parameters.map(\.name) == ["weight"])
    let adjoint = conv2d(
      y, weight: layer.weight.value.transposed(permutation: [0, 1, 3, 2]), stride: 2, padding: 1)
    #expect(distance((large * y).sum(), (x * adjoint).sum()) < 1e-4)
  }
}
