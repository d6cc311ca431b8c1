import Networks
import Tensors
import Testing

@Suite struct LinearTests {
  /// Sums of at most five products of numbers around 1, each rounded to 2⁻²⁴: a few of these apart.
  let tolerance: Float = 8 * 0x1p-24

  @Test func forwardAndBackwardAsInPyTorch() {
    let recorded = Recorded.pytorch
    let model = TwoLayers()
    let x = Parameter(recorded.x.tensor)
    let (loss, gradients) = valueWithGradients { mse(model(x.value), recorded.target.tensor) }
    #expect(distance(model(recorded.x.tensor), recorded.prediction.tensor) < tolerance)
    #expect(abs(loss.item - recorded.loss) < tolerance)
    #expect(distance(gradients[x]!, recorded.gradientOfX.tensor) < tolerance)
    for (name, parameter) in model.parameters {
      #expect(distance(gradients[parameter]!, recorded.gradients[name]!.tensor) < tolerance)
    }
  }

  @Test func shapes() {
    let random = Random(seed: 1).stream("linear")
    let layer = Linear(3, 5, random: random)
    #expect(layer.weight.shape == [3, 5] && layer.bias?.shape == [5])
    #expect(layer(Tensor.ones([2, 4, 3])).shape == [2, 4, 5])
    #expect(layer(Tensor.ones([3])).shape == [5])
    #expect(layer.parameterCount == 20)
    #expect(Linear(3, 5, bias: false, random: random).parameterCount == 15)
  }

  @Test func withoutBias() {
    let layer = Linear(2, 1, bias: false, random: Random(seed: 1).stream("linear"))
    layer.weight.value = Tensor([[3], [4]])
    #expect(layer(Tensor([[1, 10]])).scalars == [43])
  }

  /// The least and largest of many uniform numbers come close to the bounds; a normal weight's variance
  /// is off by √(2 / 40,000), under 1%, and 4% are four of these deviations and more.
  @Test func initializations() {
    func weight(_ initialization: Initialization) -> Tensor {
      let random = Random(seed: 2).stream("initialization")
      return Linear(100, 400, random: random, initialization: initialization).weight.value
    }
    let kaiming = weight(.kaimingUniform)
    #expect(kaiming.max().item <= 0.1 && kaiming.max().item > 0.0999)
    #expect(kaiming.min().item >= -0.1 && kaiming.min().item < -0.0999)
    let bound = (6 / Float(500)).squareRoot()
    let xavier = weight(.xavierUniform)
    #expect(xavier.max().item <= bound && xavier.max().item > 0.999 * bound)
    #expect(abs(weight(.normal(deviation: 0.5)).variance().item - 0.25) < 0.01)
    #expect(weight(.zeros).scalars.allSatisfy { $0 == 0 })
  }

  @Test func biasesBeginAsInPyTorchOrAtZero() {
    let random = Random(seed: 2).stream("bias")
    let bias = Linear(100, 400, random: random).bias!.value
    #expect(bias.max().item <= 0.1 && bias.max().item > 0.09)
    let zeros = Linear(100, 400, random: random, initialization: .xavierUniform).bias!.value
    #expect(zeros.scalars.allSatisfy { $0 == 0 })
  }
}
