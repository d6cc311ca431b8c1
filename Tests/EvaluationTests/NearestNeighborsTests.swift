import Evaluation
import Tensors
import Testing

@Suite struct NearestNeighborsTests {
  @Test func workedByHand() {
    let y = Tensor([[0, 0], [3, 4], [6, 8]])
    let (indices, distances) = nearestNeighbors(of: Tensor([[3, 3], [0, -1], [9, 12]]), in: y)
    #expect(indices == [1, 0, 2] && distances.scalars == [1, 1, 5])
    // Halfway between, and with equal rows, the first.
    let equal = Tensor([[8, 0], [0, 0], [0, 0]])
    let ties = nearestNeighbors(of: Tensor([[4, 0], [0, 4]]), in: equal)
    #expect(ties.indices == [0, 1])
    let none = nearestNeighbors(of: Tensor.zeros([0, 2]), in: y)
    #expect(none.indices == [] && none.distances.shape == [0])
  }

  /// A copy is found, at a distance of exactly 0.
  @Test func copies() {
    let random = Random(seed: 17)
    let y = random.stream("y").uniform([500, 784])
    let order = random.stream("order").permutation(500)
    let (indices, distances) = nearestNeighbors(of: y.rows(order), in: y)
    #expect(indices == order && distances.scalars.allSatisfy { $0 == 0 })
  }

  /// More pairs than a block holds.
  @Test func allPairs() {
    let random = Random(seed: 18)
    let x = random.stream("x").normal([300, 3])
    let y = random.stream("y").normal([70_000, 3])
    let (indices, distances) = nearestNeighbors(of: x, in: y)
    let (xs, ys) = (x.scalars, y.scalars)
    for i in stride(from: 0, to: 300, by: 7) {
      var (best, least) = (0, Float.infinity)
      for j in 0..<70_000 {
        let square = (0..<3).reduce(Float(0)) {
          $0 + (xs[i * 3 + $1] - ys[j * 3 + $1]) * (xs[i * 3 + $1] - ys[j * 3 + $1])
        }
        if square < least { (best, least) = (j, square) }
      }
      // Two rows may be equally near, up to rounding.
      #expect(indices[i] == best || abs(distances[i].item * distances[i].item - least) < 1e-5)
      let own = (x[i] - y[indices[i]]).norm().item
      #expect(distances[i].item == own)
    }
  }

  @Test func aNaNIsNearest() {
    let x = Tensor([[0, 0], [.nan, 0]])
    let ofBroken = nearestNeighbors(of: x, in: Tensor([[1, 0], [0, 0]]))
    #expect(ofBroken.indices[0] == 1 && ofBroken.distances.scalars[0] == 0)
    #expect(ofBroken.distances.scalars[1].isNaN)
    let inBroken = nearestNeighbors(of: x[..<1], in: Tensor([[0, 0], [.nan, 0]]))
    #expect(inBroken.indices == [1] && inBroken.distances.item.isNaN)
  }
}
