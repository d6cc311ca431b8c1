import Tensors
import Testing

/// Values worked by hand. Gradients are in the gradient table.
@Suite struct LayerOpsTests {
  /// 0 … 15 as one image of 4 × 4 pixels.
  let image = Tensor.arange(16).reshaped([1, 4, 4, 1])

  @Test func pooled() {
    #expect(maxPool(image).scalars == [5, 7, 13, 15])
    #expect(averagePool(image).scalars == [2.5, 4.5, 10.5, 12.5])
    #expect(maxPool(image, size: 3).scalars == [10])
    #expect(averagePool(image, size: 3).shape == [1, 1, 1, 1])
    #expect(maxPool(Tensor.full([1, 2, 2, 1], .nan)).scalars[0].isNaN)
  }

  /// The first of equals gets the gradient, and what is dropped gets none.
  @Test func theGradientOfEqualsGoesToTheFirst() {
    let x = Parameter(Tensor.ones([1, 3, 3, 1]))
    let (_, gradients) = valueWithGradients { (maxPool(x.value) * 7).sum() }
    #expect(gradients[x]!.scalars == [7, 0, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func upsampled() {
    let x = Tensor([1, 2, 3, 4]).reshaped([1, 1, 2, 2])
    #expect(upsampleNearest(x).shape == [1, 2, 4, 2])
    #expect(upsampleNearest(x).scalars == [1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 2, 3, 4, 3, 4])
    #expect(averagePool(upsampleNearest(image, factor: 3), size: 3).scalars == image.scalars)
  }

  @Test func spaceIntoDepth() {
    let deep = spaceToDepth(image)
    #expect(deep.shape == [1, 2, 2, 4])
    #expect(deep.scalars == [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15])
    #expect(depthToSpace(deep).scalars == image.scalars)
    let x = Tensor.arange(2 * 6 * 9 * 5).reshaped([2, 6, 9, 5])
    #expect(depthToSpace(spaceToDepth(x, block: 3), block: 3).scalars == x.scalars)
  }

  /// ‖(3, 4)‖ = 5, so that (3, 4) becomes √2 (0.6, 0.8).
  @Test func rmsNorms() {
    let x = Tensor([[3, 4], [0, 0]])
    let y = rmsNorm(x, gain: Tensor([1, 10])).scalars
    #expect(abs(y[0] - 0.848_528_1) < 1e-6 && abs(y[1] - 11.313_708) < 1e-5)
    #expect(y[2] == 0 && y[3] == 0)
    let modulation = Modulation(
      scale: Tensor([[1, 0], [0, 0]]), shift: Tensor([[0, 1], [2, -2]]))
    let z = rmsNorm(x, gain: Tensor([1, 10]), modulation: modulation, activation: .relu).scalars
    #expect(abs(z[0] - 1.697_056) < 1e-6 && abs(z[1] - 12.313_708) < 1e-5)
    #expect(z[2] == 2 && z[3] == 0)
  }

  /// Groups (1, 3) and (0, 4): means 2 and 2, deviations 1 and 2.
  @Test func groupNorms() {
    let x = Tensor([1, 3, 0, 4]).reshaped([1, 1, 1, 4])
    let y = groupNorm(
      x, groups: 2, gain: Tensor([1, 1, 1, 2]), bias: Tensor([0, 0, 5, 0]), epsilon: 0)
    #expect(y.scalars == [-1, 1, 4, 2])
    #expect(
      layerNorm(Tensor([1, 3]), gain: Tensor([1, 2]), bias: Tensor([0, 1]), epsilon: 0).scalars
        == [-1, 3])
  }

  /// Equal keys: every query takes the mean of the values. One key far along the query: its value.
  @Test func attends() {
    let q = Tensor([[1, 0], [0, 1]])
    let v = Tensor([[1, 2, 3], [3, 4, 5]])
    #expect(attention(q, Tensor.ones([2, 2]), v).scalars == [2, 3, 4, 2, 3, 4])
    let far = attention(Tensor([[100, 0]]), Tensor([[0, 1], [100, 0]]), v)
    #expect(far.scalars == [3, 4, 5])
  }

  /// Equal queries and keys: softmax of q is ½ each, over √2; the context is the values' mean.
  @Test func attendsLinearly() {
    let v = Tensor([[1, 2, 3], [3, 4, 5]])
    let y = linearAttention(Tensor.ones([3, 2]), Tensor.ones([2, 2]), v)
    #expect(y.shape == [3, 3])
    for (value, expected) in zip(y.scalars, [2, 3, 4, 2, 3, 4, 2, 3, 4] as [Float]) {
      #expect(abs(value - expected / Float(2).squareRoot()) < 1e-6)
    }
  }

  /// Differences of ½ and 3, and the probabilities ¼ and ½ of the labels.
  @Test func losses() {
    let (x, y) = (Tensor([1.5, -2]), Tensor([1, 1]))
    #expect(l1(x, y).item == 1.75)
    #expect(huber(x, y).item == (0.125 + 2.5) / 2)
    #expect(huber(x, y, delta: 4).item == (0.125 + 4.5) / 2)
    let three = Float(log(3.0))
    let loss = crossEntropy(Tensor([[0, three], [5, 5]]), labels: [0, 1])
    #expect(abs(loss.item - 1.5 * Float(log(2.0))) < 1e-6)
  }
}

/// A norm's result is not held for the backward pass but made again there.
@Suite struct RemadeNormTests {
  /// The gradients of what `use` makes of a norm's result are the same bits as with that result held.
  private func expectEqualBits(
    _ norm: () -> Tensor, _ parameters: [Parameter], _ use: (Tensor) -> Tensor
  ) {
    let held = norm()
    let (remadeValue, remade) = valueWithGradients { use(norm()).sum() }
    let (heldValue, expected) = valueWithGradients { use(held).sum() }
    #expect(remadeValue.item == heldValue.item)
    for parameter in parameters {
      #expect(remade[parameter]!.scalars == expected[parameter]!.scalars)
    }
  }

  @Test(arguments: [Activation.none, .relu, .silu, .gelu])
  func gradientsAreThoseOfTheHeldResult(_ activation: Activation) {
    let random = Random(seed: 14).stream("remade norms")
    for (batch, size, channels) in [(2, 6, 32), (3, 5, 16), (1, 9, 20), (40, 4, 48)] {
      let x = Parameter(random.normal([batch, size, size, channels]))
      let gain = Parameter(1 + 0.1 * random.normal([channels]))
      let scale = Parameter(random.normal([batch, channels]))
      let shift = Parameter(random.normal([batch, channels]))
      let weight = Parameter(random.normal([3, 3, channels, 16]))
      let projection = Parameter(random.normal([channels, 24]))
      let output = Parameter(random.normal([8, channels]))
      let bias = Tensor.zeros([channels])
      let norms: [() -> Tensor] = [
        { rmsNorm(x.value, gain: gain.value, activation: activation) },
        {
          rmsNorm(
            x.value, gain: gain.value,
            modulation: Modulation(scale: scale.value, shift: shift.value), activation: activation)
        },
        { layerNorm(x.value, gain: gain.value, bias: shift.value[0]) },
      ]
      for norm in norms {
        expectEqualBits(norm, [weight]) { conv2d($0, weight: weight.value, padding: 1) }
        for kind in [AttentionKind.softmax, .linear] {
          expectEqualBits(norm, [projection, output]) {
            selfAttention(
              $0, projection: projection.value, output: output.value, bias: bias, heads: 2,
              kind: kind)
          }
        }
      }
    }
  }
}
