import Evaluation
import Tensors
import Testing

@Suite struct EnergyDistanceTests {
  /// Distances between are 1, 3, 1, 1; within they are 2 and 2: 2 · 1.5 − 2 − 2.
  @Test func workedByHand() {
    let (x, y) = (Tensor([[0], [2]]), Tensor([[1], [3]]))
    #expect(energyDistance(x, y) == -1)
    #expect(energyDistance(x, y) == energyDistance(y, x))
    #expect(energyDistance(x, x) == -2)
  }

  /// Two points at a distance: all pairs between have it, and none within.
  @Test func pointMasses() {
    let distance = energyDistance(Tensor.zeros([4, 3]), Tensor([[2, 3, 6]]).tiled([5, 1]))
    #expect(distance == 14)
  }

  @Test func definition() {
    let random = Random(seed: 8)
    let (x, y) = (random.stream("x").normal([30, 7]), random.stream("y").uniform([20, 7]) - 0.2)
    func mean(_ a: Tensor, _ b: Tensor, leavingOutOwn: Bool) -> Double {
      var (sum, count) = (0.0, 0.0)
      for i in 0..<a.shape[0] {
        for j in 0..<b.shape[0] where !(leavingOutOwn && i == j) {
          let squares = zip(a[i].scalars, b[j].scalars).map { Double($0 - $1) * Double($0 - $1) }
          sum += squares.reduce(0, +).squareRoot()
          count += 1
        }
      }
      return sum / count
    }
    let exact =
      2 * mean(x, y, leavingOutOwn: false) - mean(x, x, leavingOutOwn: true)
      - mean(y, y, leavingOutOwn: true)
    #expect(abs(energyDistance(x, y) - exact) < 1e-6)
  }

  /// Of normals a shift apart, E‖X − Y‖ is √(2/π)·√2·e^(−s²/4) + s·erf(s/2); without bias, so small samples have that mean too.
  @Test func energyOfNormals() {
    let random = Random(seed: 9)
    let shift: Float = 1
    let between = 2 / Double.pi.squareRoot() * 0.778_800_8 + 0.520_499_9
    let expected = 2 * between - 4 / Double.pi.squareRoot()
    for count in [5, 40] {
      let draws = random.stream("normals \(count)")
      let tries = 20_000 / count
      let distances = (0..<tries).map { _ in
        energyDistance(draws.normal([count, 1]), draws.normal([count, 1]) + shift)
      }
      let mean = distances.reduce(0, +) / Double(tries)
      #expect(abs(mean - expected) < 0.03, "\(count): \(mean), \(expected)")
    }
  }

  @Test func aNaNStays() {
    let (x, broken) = (Tensor([[0, 1], [2, 3]]), Tensor([[0, 1], [.nan, 3], [1, 1]]))
    #expect(energyDistance(x, broken).isNaN && energyDistance(broken, x).isNaN)
  }
}
