import Tensors
import Testing

/// Distances of rows, and of samples. Gradients are in the gradient table.
@Suite struct DistancesTests {
  @Test func distancesOfRows() {
    let x = Tensor([[0, 0], [3, 0]])
    let y = Tensor([[3, 4], [0, 0], [-3, 0]])
    let distances = pairwiseDistances(x, y)
    #expect(distances.shape == [2, 3] && distances.scalars == [5, 0, 3, 4, 3, 6])
    #expect(pairwiseDistances(x, x).scalars == [0, 3, 3, 0])
    #expect(pairwiseDistances(Tensor.zeros([0, 2]), x).shape == [0, 2])
  }

  @Test func theGradientAtEqualRowsIsZero() {
    let x = Parameter(Tensor([[1, 2]]))
    let (_, gradients) = valueWithGradients { pairwiseDistances(x.value, Tensor([[1, 2]])).sum() }
    #expect(gradients[x]!.scalars == [0, 0])
  }

  /// Worked by hand: distances between are 1, 3, 1, 1; within they are 2 and 2: 2 · 1.5 − 2 − 2.
  @Test func energyOfPairs() {
    let (x, y) = (Tensor([[0], [2]]), Tensor([[1], [3]]))
    #expect(energyDistance(x, y) == -1)
    #expect(energyDistance(x, y) == energyDistance(y, x))
    #expect(energyDistance(x, x) == -2)
  }

  /// Two points at a distance: all pairs between have it, and none within.
  @Test func energyOfPointMasses() {
    let distance = energyDistance(Tensor.zeros([4, 3]), Tensor([[2, 3, 6]]).tiled([5, 1]))
    #expect(distance == 14)
  }

  /// Of normals a shift apart, E‖X − Y‖ is √(2/π)·√2·e^(−s²/4) + s·erf(s/2); without bias, so small samples have that mean too.
  @Test func energyOfNormals() {
    let random = Random(seed: 9)
    let shift: Float = 1
    let between = 2 / Float.pi.squareRoot() * 0.778_800_8 + 0.520_499_9
    let expected = 2 * between - 4 / Float.pi.squareRoot()
    for count in [5, 40] {
      let draws = random.stream("normals \(count)")
      let tries = 20_000 / count
      let distances = (0..<tries).map { _ in
        energyDistance(draws.normal([count, 1]), draws.normal([count, 1]) + shift)
      }
      let mean = distances.reduce(0, +) / Float(tries)
      #expect(abs(mean - expected) < 0.03, "\(count): \(mean), \(expected)")
    }
  }
}
