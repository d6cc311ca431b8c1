import Tensors

/// The Euclidean distance of each row of x to each row of y (`cdist` of PyTorch): `[n, m]`, a constant. The distances come from one
/// matrix product, ‖x‖² + ‖y‖² − 2 x·y, so their squares err by about 10⁻⁷ of the squared norms: the distance of equal
/// rows may be 10⁻³ of their norms instead of 0. NaN where a number is not finite.
///
/// - Parameters:
///   - x: `[n, d]`.
///   - y: `[m, d]`. Traps on another rank, and on rows of another length than those of x.
public func pairwiseDistances(_ x: Tensor, _ y: Tensor) -> Tensor {
  requireRows("pairwiseDistances", x, y)
  let (x, y) = (x.detached, y.detached)
  let norms = square(x).sum(axis: 1, keepingDimension: true)
  return sqrt(relu(norms + square(y).sum(axis: 1) - 2 * matmul(x, y.transposed())))
}
