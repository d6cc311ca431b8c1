import Evaluation
import Tensors
import Testing

@Suite struct PairwiseDistancesTests {
  @Test func workedByHand() {
    let x = Tensor([[0, 0], [3, 0]])
    let y = Tensor([[3, 4], [0, 0], [-3, 0]])
    let distances = pairwiseDistances(x, y)
    #expect(distances.shape == [2, 3] && distances.scalars == [5, 0, 3, 4, 3, 6])
    #expect(pairwiseDistances(x, x).scalars == [0, 3, 3, 0])
    #expect(pairwiseDistances(Tensor.zeros([0, 2]), x).shape == [0, 2])
  }

  @Test func definition() {
    let random = Random(seed: 16)
    let (x, y) = (random.stream("x").normal([9, 33]), random.stream("y").normal([21, 33]))
    let distances = pairwiseDistances(x, y)
    for i in 0..<9 {
      for j in 0..<21 {
        #expect(abs(distances[i][j].item - (x[i] - y[j]).norm().item) < 1e-5)
      }
    }
  }

  @Test func aNaNStays() {
    let distances = pairwiseDistances(Tensor([[0, 1], [.nan, 1]]), Tensor([[0, 1]]))
    #expect(distances.scalars[0] == 0 && distances.scalars[1].isNaN)
  }

  @Test func aConstantWithinGradients() {
    let x = Parameter(Tensor([[1, 2]]))
    let (_, gradients) = valueWithGradients {
      x.value.sum() + pairwiseDistances(x.value, Tensor([[1, 2]])).sum()
    }
    #expect(gradients[x]!.scalars == [1, 1])
  }
}
