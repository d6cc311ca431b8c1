import Tensors
import Testing

/// Values worked by hand. Gradients are in the gradient table.
@Suite struct OpsTests {
  let x = Tensor([[1, 2, 3], [4, 5, 6]])

  @Test func broadcasting() {
    #expect((x + Tensor([10, 20, 30])).scalars == [11, 22, 33, 14, 25, 36])
    #expect((x - Tensor([[1], [2]])).scalars == [0, 1, 2, 2, 3, 4])
    #expect((Tensor([[1], [2]]) * Tensor([3, 4])).scalars == [3, 4, 6, 8])
    #expect((x / Tensor(2)).scalars == [0.5, 1, 1.5, 2, 2.5, 3])
    #expect((1 - Tensor([2, 3])).scalars == [-1, -2])
    #expect((Tensor.zeros([0, 3]) + Tensor.ones([3])).shape == [0, 3])
    #expect((Tensor.ones([0]) + Tensor.ones([1])).shape == [0])
  }

  /// All ways to walk over two inputs, against one that indexes each element.
  @Test(arguments: [
    ([40, 33], [33]), ([33], [40, 33]), ([40, 33], [40, 1]), ([40, 1], [1, 33]), ([600, 2], [2]),
    ([600, 2], [600, 1]), ([5, 1, 7, 1], [6, 1, 20]), ([3, 4, 5, 6], [4, 1, 6]), ([1], [2, 3]),
    ([2, 3, 1, 5, 1], [3, 4, 1, 2]), ([20_000, 3], [1, 3]), ([3, 20_000], [3, 1]),
  ])
  func broadcastingByIndices(_ shapeX: [Int], _ shapeY: [Int]) {
    let random = Random(seed: 5).stream("broadcast")
    let (x, y) = (random.normal(Shape(shapeX)), random.normal(Shape(shapeY)))
    let result = x - y
    let (valuesX, valuesY) = (x.scalars, y.scalars)
    func element(_ values: [Float], _ shape: [Int], _ position: Int) -> Float {
      var (rest, index, step) = (position, 0, 1)
      for axis in 1...result.shape.rank {
        let length = result.shape[-axis]
        if axis <= shape.count {
          let own = shape[shape.count - axis]
          index += (own == 1 ? 0 : rest % length) * step
          step *= own
        }
        rest /= length
      }
      return values[index]
    }
    let expected = (0..<result.count).map {
      element(valuesX, shapeX, $0) - element(valuesY, shapeY, $0)
    }
    #expect(result.scalars == expected)
  }

  @Test func powers() {
    #expect(pow(Tensor([-2, 3]), 3).scalars == [-8, 27])
    #expect(pow(Tensor([-2, 4]), -2).scalars == [0.25, 0.0625])
    #expect(pow(Tensor([4, 9]), 0.5).scalars == [2, 3])
    #expect(pow(Tensor([-1]), 0.3).scalars[0].isNaN)
  }

  /// x times the share of a normal variable below it: 84.134% below 1.
  @Test func exactGELU() {
    for (value, expected) in zip(
      gelu(Tensor([-1, 0, 1, 3])).scalars, [-0.158_655_25, 0, 0.841_344_75, 2.995_950_3])
    {
      #expect(Swift.abs(value - Float(expected)) < 0x1p-22)
    }
  }

  @Test func piecewise() {
    let x = Tensor([-2, -0.5, 0, 1.5])
    #expect(relu(x).scalars == [0, 0, 0, 1.5])
    #expect(abs(x).scalars == [2, 0.5, 0, 1.5])
    #expect(clamp(x, -1...1).scalars == [-1, -0.5, 0, 1])
    #expect(maximum(x, Tensor(0.25)).scalars == [0.25, 0.25, 0.25, 1.5])
    #expect(minimum(x, Tensor(0.25)).scalars == [-2, -0.5, 0, 0.25])
  }

  @Test func comparisons() {
    let (x, y) = (Tensor([1, 2, 3]), Tensor([2, 2, 2]))
    #expect((x .< y).scalars == [1, 0, 0])
    #expect((x .<= y).scalars == [1, 1, 0])
    #expect((x .== y).scalars == [0, 1, 0])
    #expect((x .> y).scalars == [0, 0, 1])
    #expect((x .>= 2).scalars == [0, 1, 1])
    #expect((x .> 2).scalars == [0, 0, 1])
    #expect(select(x .> y, x, -y).scalars == [-2, -2, 3])
  }

  /// The documented choices where two values are equal, or at a corner.
  @Test func gradientsAtCorners() {
    func gradient(_ x: Float, _ f: (Tensor) -> Tensor) -> Float {
      let parameter = Parameter(Tensor(x))
      return valueWithGradients { f(parameter.value) }.gradients[parameter]!.item
    }
    #expect(gradient(0) { relu($0) } == 0)
    #expect(gradient(0) { abs($0) } == 0)
    #expect(gradient(1) { clamp($0, 0...1) } == 1)
    #expect(gradient(1) { maximum($0, Tensor(1)) } == 0.5)
    #expect(gradient(1) { minimum(Tensor(1), $0) } == 0.5)
    #expect(gradient(2) { stack([$0, $0.detached]).max() } == 0.5)
  }

  @Test func reductions() {
    #expect(x.sum().item == 21 && x.mean().item == 3.5)
    #expect(x.sum(axis: 0).scalars == [5, 7, 9])
    #expect(x.sum(axis: 1).scalars == [6, 15] && x.sum(axis: -1).shape == [2])
    #expect(x.mean(axis: 1, keepingDimension: true).shape == [2, 1])
    #expect(x.variance(axis: 0).scalars == [2.25, 2.25, 2.25])
    #expect(Tensor([1, 3]).variance().item == 1)
    #expect(x.max().item == 6 && x.min().item == 1)
    #expect(x.max(axis: 0).scalars == [4, 5, 6] && x.min(axis: 1).scalars == [1, 4])
    #expect(Tensor([[1, 9, 9], [7, 2, 3]]).argmax(axis: 1) == [1, 0])
    #expect(Tensor([[1, 9, 9], [7, 2, 3]]).argmax(axis: 0) == [1, 0, 0])
    #expect(Tensor([[1, 9, 9], [7, 2, 3]]).argmin(axis: 1) == [0, 1])
    #expect(Tensor.zeros([0, 2]).sum(axis: 0).scalars == [0, 0])
  }

  @Test func softmaxOfLargeNumbers() {
    #expect(softmax(Tensor([1000, 1000])).scalars == [0.5, 0.5])
    #expect(softmax(Tensor([-.infinity, 0])).scalars == [0, 1])
    #expect(logSumExp(Tensor([1000, -.infinity])).item == 1000)
    #expect(logSumExp(Tensor([-.infinity, -.infinity])).item == -.infinity)
    #expect(softmax(Tensor([[0, 1], [0, 2]]), axis: 0).sum(axis: 0).scalars == [1, 1])
  }

  @Test func running() {
    #expect(cumulativeSum(Tensor([1, 2, 3])).scalars == [1, 3, 6])
    #expect(cumulativeSum(x, axis: 1).scalars == [1, 3, 6, 4, 9, 15])
    #expect(cumulativeProduct(Tensor([2, 3, 4])).scalars == [2, 6, 24])
    #expect(cumulativeProduct(x).scalars == [1, 2, 3, 4, 10, 18])
  }

  @Test func shapes() {
    #expect(x.reshaped([3, -1]).shape == [3, 2])
    #expect(x.expanded(at: 0).shape == [1, 2, 3] && x.expanded(at: -1).shape == [2, 3, 1])
    #expect(x.expanded(at: 1).squeezed(at: 1).shape == [2, 3])
    #expect(x.transposed().scalars == [1, 4, 2, 5, 3, 6])
    #expect(Tensor([1, 2]).broadcast(to: [2, 2]).scalars == [1, 2, 1, 2])
  }

  @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
  func permutations(_ permutation: [Int]) {
    let lengths = [17, 3, 40]
    let x = Tensor.arange(lengths.reduce(1, *)).reshaped(lengths)
    let y = x.transposed(permutation: permutation)
    let (before, after) = (x.scalars, y.scalars)
    var position = 0
    var index = [0, 0, 0]
    for i in 0..<y.shape[0] {
      for j in 0..<y.shape[1] {
        for k in 0..<y.shape[2] {
          (index[permutation[0]], index[permutation[1]], index[permutation[2]]) = (i, j, k)
          #expect(after[position] == before[(index[0] * 3 + index[1]) * 40 + index[2]])
          position += 1
        }
      }
    }
  }

  @Test func slices() {
    #expect(x[1].scalars == [4, 5, 6] && x[1].shape == [3])
    #expect(x[0..<1].shape == [1, 3] && x[1...].scalars == [4, 5, 6])
    #expect(x[0][2].item == 3)
    #expect(x.slice(axis: 1, 1..<3).scalars == [2, 3, 5, 6])
    #expect(x.slice(axis: -1, 0..<0).shape == [2, 0])
    #expect(x.rows([1, 0, 1]).scalars == [4, 5, 6, 1, 2, 3, 4, 5, 6])
  }

  @Test func joined() {
    #expect(concatenate([x, x], axis: 1).scalars == [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6])
    #expect(concatenate([x[0..<1], x], axis: 0).shape == [3, 3])
    #expect(stack([Tensor(1), Tensor(2)]).scalars == [1, 2])
    #expect(stack([x, x]).shape == [2, 2, 3])
  }

  @Test func products() {
    let y = Tensor([[1, 0], [0, 1], [1, 1]])
    #expect(matmul(x, y).scalars == [4, 5, 10, 11])
    #expect(matmul(stack([x, 2 * x]), y).scalars == [4, 5, 10, 11, 8, 10, 20, 22])
    #expect(matmul(stack([x, x]), stack([y, -y])).scalars == [4, 5, 10, 11, -4, -5, -10, -11])
    #expect(matmul(Tensor.zeros([2, 0]), Tensor.zeros([0, 3])).scalars == [0, 0, 0, 0, 0, 0])
    #expect(affine(x, weight: y, bias: Tensor([100, 200])).scalars == [104, 205, 110, 211])
    #expect(affine(x[0], weight: y, bias: Tensor([100, 200])).shape == [2])
    #expect(mse(x, x + 2).item == 4)
  }
}
