import Tensors

/// The squared Fréchet distance of two Gaussians (Dowson and Landau 1982), ‖μ₁ − μ₂‖² + tr(C₁ + C₂ − 2 (C₁^½ C₂ C₁^½)^½). With the
/// features of a trained network it is the FID (Heusel et al. 2017), which is biased: it falls as the samples become more, see
/// `extrapolated`. A covariance may be singular: standard deviations below 10⁻⁷ of the largest count as 0. NaN where a Gaussian has
/// numbers that are not finite.
///
/// - Parameters:
///   - a: a Gaussian.
///   - b: another. Traps where it has another number of features.
/// - Returns: a number that is not negative; 0, up to rounding, for equal Gaussians.
public func frechetDistance(_ a: FeatureGaussian, _ b: FeatureGaussian) -> Double {
  require(
    a.mean.count == b.mean.count,
    "frechetDistance: Gaussians of \(a.mean.count) and \(b.mean.count) features")
  var distance = zip(a.mean, b.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  for i in a.mean.indices { distance += a.covariance[i][i] + b.covariance[i][i] }
  guard distance.isFinite else { return .nan }
  // With C₁ = F₁ᵀF₁ and C₂ = F₂ᵀF₂ the trace of the root is the sum of the singular values of F₁F₂ᵀ.
  let (rows, columns) = (factor(of: a.covariance), factor(of: b.covariance))
  let products = rows.map { row in columns.map { zip(row, $0).reduce(0) { $0 + $1.0 * $1.1 } } }
  return max(0, distance - 2 * singularValues(products).reduce(0, +))
}

/// The squared Fréchet distance of the Gaussians with the means and covariances of two sets of samples, as above.
///
/// - Parameters:
///   - x: features, `[n, d]`, at least two rows. More than d are needed for a covariance that is not singular.
///   - y: others, `[m, d]`, at least two rows. Traps on other shapes.
public func frechetDistance(_ x: Tensor, _ y: Tensor) -> Double {
  requireSamples("frechetDistance", x, y)
  return frechetDistance(FeatureGaussian(x), FeatureGaussian(y))
}

/// Rows F with covariance = FᵀF: the eigenvectors times the roots of their eigenvalues, those left out that are rounding errors of 0.
private func factor(of covariance: [[Double]]) -> [[Double]] {
  let (values, vectors) = eigendecomposition(covariance)
  let least = Double(values.count) * Double.ulpOfOne * (values.last ?? 0)
  return zip(values, vectors).filter { $0.0 > least }.map { value, vector in
    vector.map { $0 * value.squareRoot() }
  }
}
