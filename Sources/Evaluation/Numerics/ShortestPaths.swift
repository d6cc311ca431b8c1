import Tensors

/// The cheapest paths from the first place to the last with exactly 1, 2, … edges, each edge leading to a later place: dynamic
/// programming over the number of edges (Bellman 1958). Its time grows as edges · places².
///
/// ```swift
/// let paths = shortestPaths(costs, edges: 10)
/// paths[9]  // eleven places, from 0 to the last
/// ```
///
/// - Parameters:
///   - costs: the cost of the edge from i to j at `[i, j]` for i < j, `[places, places]`; other elements are ignored. Costs may be
///     negative or infinite. Traps on another shape, on fewer than 2 places, and on NaN.
///   - edges: the largest number of edges. Traps unless it is from 1 to places − 1.
/// - Returns: the path with k edges at index k − 1. Of paths with equal costs it is the one whose places, compared from the end, are earlier.
public func shortestPaths(_ costs: Tensor, edges: Int) -> [[Int]] {
  let count = costs.shape.rank == 2 ? costs.shape[0] : 0
  require(
    count > 1 && costs.shape[1] == count,
    "shortestPaths: costs of shape \(costs.shape): [places, places], at least 2 places")
  require(
    edges > 0 && edges < count,
    "shortestPaths: \(edges) edges between \(count) places: 1 to \(count - 1)")
  let cost = costs.scalars
  // The cost of the cheapest path to each place, and the place before it, with `previous.count` edges.
  var best = [Double](repeating: .infinity, count: count)
  best[0] = 0
  var previous: [[Int]] = []
  for edge in 1...edges {
    var next = [Double](repeating: .infinity, count: count)
    var before = [Int](repeating: 0, count: count)
    // A place with so many edges before it is at least that far along.
    for j in edge..<count {
      for i in edge - 1..<j {
        let length = Double(cost[i * count + j])
        require(!length.isNaN, "shortestPaths: the cost from \(i) to \(j) is NaN")
        let sum = best[i] + length
        if i == edge - 1 || sum < next[j] { (next[j], before[j]) = (sum, i) }
      }
    }
    best = next
    previous.append(before)
  }
  return (1...edges).map { edges in
    var path = [count - 1]
    for step in (0..<edges).reversed() { path.append(previous[step][path[path.count - 1]]) }
    return path.reversed()
  }
}
