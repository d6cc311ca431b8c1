/// The Euclidean distance of each row of x to each row of y (`cdist` of PyTorch): `[n, m]`. The distances come from
/// one matrix product, ‖x‖² + ‖y‖² − 2 x·y, so those far below the norms have few digits. The gradient where a
/// distance is 0 is 0.
///
/// - Parameters:
///   - x: `[n, d]`.
///   - y: `[m, d]`. Traps on another rank, and on rows of another length than those of x.
public func pairwiseDistances(_ x: Tensor, _ y: Tensor) -> Tensor {
  require(
    x.shape.rank == 2 && y.shape.rank == 2 && x.shape[1] == y.shape[1],
    "pairwiseDistances: \(x.shape) and \(y.shape): two matrices with rows of one length")
  return recording(as: "pairwiseDistances") {
    let norms = square(x).sum(axis: 1, keepingDimension: true)
    let squares = norms + square(y).sum(axis: 1) - 2 * matmul(x, y.transposed())
    return rootOfSquares("pairwiseDistances", relu(squares))
  }
}

/// The energy distance of two samples (Székely and Rizzo 2013, section 4): 2 E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖. Pairs of a
/// row with itself are left out, so the estimate has no bias, and for two samples of one distribution it is negative
/// about half the time.
///
/// - Parameters:
///   - x: `[n, d]`, at least two rows.
///   - y: `[m, d]`, at least two rows. Traps on other shapes.
public func energyDistance(_ x: Tensor, _ y: Tensor) -> Float {
  require(
    x.shape.rank == 2 && y.shape.rank == 2 && x.shape[1] == y.shape[1] && x.shape[0] > 1
      && y.shape[0] > 1,
    "energyDistance: \(x.shape) and \(y.shape): two matrices with rows of one length, "
      + "at least two of each")
  let between = Double(pairwiseDistances(x, y).mean().item)
  return Float(2 * between - meanDistance(within: x) - meanDistance(within: y))
}

/// The mean distance of two different rows.
private func meanDistance(within x: Tensor) -> Double {
  let count = x.shape[0]
  let distances = pairwiseDistances(x, x)
  // The distance of a row to itself is not exactly 0.
  let own = distances.reshaped([-1]).rows((0..<count).map { $0 * (count + 1) }).sum()
  return Double((distances.sum() - own).item) / Double(count * (count - 1))
}
