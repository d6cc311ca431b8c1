import Evaluation
import Tensors
import Testing

@Suite struct ShortestPathTests {
  /// The least cost with exactly so many edges, by trying all paths.
  private func leastCost(_ costs: [[Float]], edges: Int, to end: Int) -> Double {
    if edges == 0 { return end == 0 ? 0 : .infinity }
    return (0..<end).map { leastCost(costs, edges: edges - 1, to: $0) + Double(costs[$0][end]) }
      .min() ?? .infinity
  }

  private func cost(_ path: [Int], _ costs: [[Float]]) -> Double {
    zip(path, path.dropFirst()).reduce(0) { $0 + Double(costs[$1.0][$1.1]) }
  }

  @Test func workedByHand() {
    // 0 → 3 directly costs 9, by 1 it costs 2 + 5, by 2 it costs 4 + 2, by both 2 + 1 + 2.
    let costs = Tensor([[0, 2, 4, 9], [0, 0, 1, 5], [0, 0, 0, 2], [0, 0, 0, 0]])
    #expect(shortestPaths(costs, edges: 3) == [[0, 3], [0, 2, 3], [0, 1, 2, 3]])
    #expect(shortestPaths(costs, edges: 1) == [[0, 3]])
    #expect(shortestPaths(Tensor([[0, 1], [0, 0]]), edges: 1) == [[0, 1]])
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>) func sameAsAllPaths(seed: UInt64) {
    let random = Random(seed: seed).stream("costs")
    let count = 8
    var costs = random.normal([count, count])
    if seed == 6 { costs = select(costs .> 0.8, Tensor(Float.infinity), costs) }
    let rows = (0..<count).map { costs[$0].scalars }
    let paths = shortestPaths(costs, edges: count - 1)
    for (index, path) in paths.enumerated() {
      #expect(path.count == index + 2)
      #expect(path.first == 0 && path.last == count - 1)
      #expect(zip(path, path.dropFirst()).allSatisfy { $0 < $1 })
      let (found, least) = (cost(path, rows), leastCost(rows, edges: index + 1, to: count - 1))
      #expect(found == least || abs(found - least) < 1e-5)
    }
  }

  /// Steps of a convex cost are best equally long.
  @Test func evenSteps() {
    let places = Tensor.arange(13)
    let length = places.expanded(at: 0) - places.expanded(at: 1)
    let paths = shortestPaths(square(length), edges: 12)
    #expect(paths[2] == [0, 4, 8, 12])
    #expect(paths[5] == [0, 2, 4, 6, 8, 10, 12])
  }

  @Test func elementsBelowTheDiagonalAreIgnored() {
    let costs = Tensor([[.nan, 1, 3], [.nan, .nan, 1], [.nan, .nan, .nan]])
    #expect(shortestPaths(costs, edges: 2) == [[0, 2], [0, 1, 2]])
  }
}
