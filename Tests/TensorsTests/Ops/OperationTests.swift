import Tensors
import Testing

/// Values worked by hand, for what PyTorch's recorded values do not show. Gradients are in the gradient table.
@Suite struct OperationTests {
  let x = Tensor([[1, 2, 3], [4, 5, 6]])

  private func gradient(_ x: Tensor, _ f: (Tensor) -> Tensor) -> [Float]? {
    let parameter = Parameter(x)
    return valueWithGradients { f(parameter.value).sum() }.gradients[parameter]?.scalars
  }

  /// Where e^x − 1 and log(1 + x) have no digit left, these have all.
  @Test func nearZero() {
    let tiny = Tensor([1e-10, -1e-10, 1e-30, 0])
    #expect(expm1(tiny).scalars == tiny.scalars && log1p(tiny).scalars == tiny.scalars)
    #expect(expm1(Tensor([.infinity, -.infinity, 89])).scalars == [.infinity, -1, .infinity])
    #expect(log1p(Tensor([.infinity, -1])).scalars == [.infinity, -.infinity])
    #expect(log1p(Tensor([-2])).scalars[0].isNaN && expm1(Tensor([.nan])).scalars[0].isNaN)
    #expect(expm1(Tensor([-0.0])).item.sign == .minus && log1p(Tensor([-0.0])).item.sign == .minus)
  }

  @Test func powersOfTensors() {
    let bases = Tensor([-2, -2, 0, 0, .infinity, .nan, 1, -0.0, 2])
    let powers = Tensor([3, 0.5, 0, -1, -1, 0, .nan, -3, 0.5])
    let expected: [Float] = [-8, .nan, 1, .infinity, 0, 1, 1, -.infinity, 1.414_213_5]
    for (value, expected) in zip(pow(bases, powers).scalars, expected) {
      #expect(value == expected || value.isNaN && expected.isNaN)
    }
    #expect(gradient(Tensor([0, 3])) { pow($0, Tensor([0, 2])) } == [0, 6])
  }

  @Test func steps() {
    #expect(sign(Tensor([-3, 0, 2])).scalars == [-1, 0, 1])
    #expect(sign(Tensor([.nan])).item.isNaN && round(Tensor([.nan])).item.isNaN)
    #expect(round(Tensor([0.5, 1.5, -0.5, 8_388_609])).scalars == [0, 2, 0, 8_388_609])
    #expect(gradient(x) { floor($0) + ceil($0) + round($0) + sign($0) + $0.isFinite } == nil)
  }

  /// The length 5 of (3, 4), and distances of 1 from a mean of 2.
  @Test func magnitudes() {
    #expect(Tensor([[3, 4], [0, 0]]).norm(axis: 1).scalars == [5, 0])
    #expect(Tensor([3, 4]).norm().shape == [] && Tensor.zeros([0]).norm().item == 0)
    #expect(gradient(Tensor([[3, 4], [0, 0]])) { $0.norm(axis: 1) } == [0.6, 0.8, 0, 0])
    #expect(Tensor([1, 3]).standardDeviation().item == 1)
    #expect(Tensor([[1, 3], [5, 5]]).standardDeviation(axis: 1).scalars == [1, 0])
    #expect(gradient(Tensor([5, 5])) { $0.standardDeviation() } == [0, 0])
  }

  @Test func productsOfNumbers() {
    #expect(x.product(axis: 0).scalars == [4, 10, 18] && x.product().item == 720)
    #expect(x.product(axis: -1, keepingDimension: true).shape == [2, 1])
    #expect(Tensor.zeros([2, 0]).product(axis: 1).scalars == [1, 1])
    #expect(Tensor(7).product().item == 7)
    #expect(gradient(Tensor([2, 0, 3])) { $0.product() } == [0, 6, 0])
  }

  @Test func moved() {
    #expect(x.flipped(axis: 1).scalars == [3, 2, 1, 6, 5, 4])
    #expect(x.rolled(by: 1, axis: -1).scalars == [3, 1, 2, 6, 4, 5])
    #expect(x.rolled(by: -1, axis: 0).scalars == x.rolled(by: 1_000_001, axis: 0).scalars)
    #expect(x.rolled(by: .min, axis: 1).shape == [2, 3])
    #expect(Tensor.zeros([0]).rolled(by: 3, axis: 0).shape == [0])
    #expect(Tensor([1, 2]).tiled([2, 2]).scalars == [1, 2, 1, 2, 1, 2, 1, 2])
    #expect(x.tiled([]).scalars == x.scalars && x.tiled([0]).shape == [2, 0])
  }

  @Test func padded() {
    let x = Tensor([1, 2, 3])
    #expect(x.padded(axis: 0, before: 1, after: 2).scalars == [0, 1, 2, 3, 0, 0])
    #expect(x.padded(axis: 0, before: 2, mode: .reflect).scalars == [3, 2, 1, 2, 3])
    #expect(x.padded(axis: 0, after: 4, mode: .replicate).scalars == [1, 2, 3, 3, 3, 3, 3])
    #expect(x.padded(axis: 0, before: 3, mode: .circular).scalars == [1, 2, 3, 1, 2, 3])
    #expect(x.padded(axis: 0, mode: .reflect).scalars == [1, 2, 3])
    #expect(
      Tensor.zeros([0, 2]).padded(axis: 0, after: 2, mode: .constant(7)).scalars == [7, 7, 7, 7])
  }

  /// The numbers that argmax names are the maxima; -0 and 0 are equal.
  @Test func gatheredAndSorted() {
    let x = Tensor([[1, 9, 9], [7, 2, 3]])
    #expect(x.gathered(x.argmax(axis: 1), axis: 1).scalars == [9, 7])
    #expect(x.gathered([], axis: 1).shape == [2, 0])
    let (values, indices) = x.sorted(axis: 0)
    #expect(values.scalars == [1, 2, 3, 7, 9, 9] && indices == [0, 1, 1, 1, 0, 0])
    #expect(x.gathered(indices, axis: 0).scalars == values.scalars)
    #expect(Tensor([0, -0.0, 0]).sorted().indices == [0, 1, 2])
    #expect(Tensor([0, -0.0, 0]).sorted(descending: true).indices == [0, 1, 2])
    #expect(x.topK(0).values.shape == [2, 0] && x.topK(1).indices == [1, 0])
    #expect(Tensor.zeros([2, 0]).sorted().values.shape == [2, 0])
  }

  @Test func created() {
    #expect(Tensor.arange(from: 0, to: 0.3, by: 0.1).count == 3)
    #expect(Tensor.arange(from: 5, to: 0, by: -2).scalars == [5, 3, 1])
    #expect(Tensor.oneHot([], classes: 4).shape == [0, 4])
    #expect(Tensor.oneHot([1, 0], classes: 2).scalars == [0, 1, 1, 0])
  }

  /// ½ ln 2 + ½ · 0, ln 2 each, and logits so far out that σ is 0 or 1.
  @Test func lossesOfProbabilities() {
    let two = Float(log(2.0))
    let far = binaryCrossEntropy(logits: Tensor([200, -200, 30]), target: Tensor([0, 0, 1])).item
    #expect(abs(far - 200 / 3) < 1e-5)
    #expect(binaryCrossEntropy(logits: Tensor([20]), target: Tensor([1])).item > 2e-9)
    #expect(
      gradient(Tensor([20])) { binaryCrossEntropy(logits: $0, target: Tensor([1])) }![0] < -2e-9)
    let halves = Tensor([[-two, -two]])
    #expect(klDivergence(logProbabilities: halves, target: Tensor([[0.5, 0.5]])).item == 0)
    #expect(
      abs(klDivergence(logProbabilities: halves, target: Tensor([[1, 0]])).item - two) < 1e-7)
    #expect(klDivergence(logProbabilities: halves, target: Tensor([[-1, 0]])).item.isNaN)
    #expect(negativeLogLikelihood(Tensor([[-1, -2], [-3, -4]]), labels: [1, 0]).item == 2.5)
  }

  /// One tap puts each pixel at its place; two overlap where the kernel is larger than the stride.
  @Test func enlarged() {
    let x = Tensor([1, 2, 3, 4]).reshaped([1, 2, 2, 1])
    let one = transposedConv2d(x, weight: Tensor.ones([1, 1, 1, 1]), stride: 2)
    #expect(one.shape == [1, 3, 3, 1] && one.scalars == [1, 0, 2, 0, 0, 0, 3, 0, 4])
    let two = transposedConv2d(
      x, weight: Tensor.ones([3, 3, 1, 1]), bias: Tensor([10]), stride: 2, padding: 1,
      outputPadding: 1)
    #expect(two.shape == [1, 4, 4, 1])
    #expect(two.scalars == [11, 13, 12, 12, 14, 20, 16, 16, 13, 17, 14, 14, 13, 17, 14, 14])
    #expect(upsampleBilinear(Tensor.ones([2, 3, 5, 4]), factor: 3).scalars.allSatisfy { $0 == 1 })
    #expect(
      upsampleBilinear(Tensor([0, 4]).reshaped([1, 1, 2, 1])).scalars == [0, 1, 3, 4, 0, 1, 3, 4])
  }

  @Test func paddingWiderThanTheKernel() {
    let y = conv2d(Tensor.ones([1, 1, 1, 1]), weight: Tensor.ones([1, 1, 1, 1]), padding: 1)
    #expect(y.scalars == [0, 0, 0, 0, 1, 0, 0, 0, 0])
  }

  /// Equal keys: each query takes the mean of the values that it may attend to.
  @Test func masks() {
    let (keys, values) = (Tensor.ones([3, 2]), Tensor([[1], [2], [6]]))
    #expect(attention(keys, keys, values, mask: .causal).scalars == [1, 1.5, 3])
    let mask = AttentionMask.allowing(Tensor([[1, 0, 1], [0, 0, 0], [0, 1, 0]]))
    #expect(attention(keys, keys, values, mask: mask).scalars == [3.5, 0, 2])
    let added = AttentionMask.adding(Tensor([0, 0, -.infinity]))
    #expect(attention(keys, keys, values, mask: added).scalars == [1.5, 1.5, 1.5])
    #expect(
      attention(keys, keys, values, mask: .adding(Tensor.zeros([3]))).scalars
        == attention(keys, keys, values).scalars)
  }
}
