import Tensors

/// The nodes and weights of Gauss–Hermite quadrature for the standard normal distribution: E f(ε) ≈ Σ weight · f(node),
/// exact where f is a polynomial of a degree below 2 · count (Golub and Welsch 1969). Both are computed in double precision.
///
/// ```swift
/// let (nodes, weights) = gaussHermite(4)
/// let second = (weights * square(nodes)).sum().item  // E ε² = 1
/// ```
///
/// - Parameter count: the number of nodes. Traps below 1 and above 100.
/// - Returns: the nodes in ascending order, symmetric around 0, and their weights, whose sum is 1, both `[count]`.
public func gaussHermite(_ count: Int) -> (nodes: Tensor, weights: Tensor) {
  require((1...100).contains(count), "gaussHermite: \(count) nodes: 1 to 100")
  var roots: [Double] = []
  for degree in 1...count {
    // The roots of neighboring degrees interlace, and all lie within ±2√degree.
    let end = 2 * Double(degree).squareRoot()
    let bounds = [-end] + roots + [end]
    roots = zip(bounds, bounds.dropFirst()).map { hermiteRoot(degree, between: $0, and: $1) }
  }
  let weights = roots.map { root in
    1 / normalizedHermite(root, degrees: count).reduce(0) { $0 + $1 * $1 }
  }
  return (Tensor(roots.map { Float($0) }), Tensor(weights.map { Float($0) }))
}

/// The values at x of the first Hermite polynomials, degrees 0 to `degrees` − 1, with E h(ε)² = 1.
private func normalizedHermite(_ x: Double, degrees: Int) -> [Double] {
  var values = [1.0]
  for degree in 1..<max(2, degrees) {
    let before = degree > 1 ? values[degree - 2] : 0
    let next = x * values[degree - 1] - Double(degree - 1).squareRoot() * before
    values.append(next / Double(degree).squareRoot())
  }
  return Array(values.prefix(degrees))
}

/// The only root of a Hermite polynomial between two numbers, by bisection.
private func hermiteRoot(_ degree: Int, between low: Double, and high: Double) -> Double {
  func value(_ x: Double) -> Double { normalizedHermite(x, degrees: degree + 1)[degree] }
  var (low, high) = (low, high)
  let isPositive = value(high) > 0
  while true {
    let middle = low + (high - low) / 2
    guard middle > low, middle < high else { return middle }
    if (value(middle) > 0) == isPositive { high = middle } else { low = middle }
  }
}
