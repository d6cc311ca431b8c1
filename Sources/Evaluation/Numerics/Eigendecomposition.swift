import Tensors

/// The eigenvalues and eigenvectors of a symmetric matrix, in double precision (Jacobi 1846). Each rotation turns one pair of
/// axes so that the element of that pair is zero, until only the diagonal is left. Nothing is inverted, so a matrix may be singular.
/// The errors of the eigenvalues are about 10⁻¹⁵ of the largest. The time grows faster than n³: 2 ms for 64 rows, half a second for 256.
///
/// ```swift
/// let gaussian = FeatureGaussian(points)  // [n, d]
/// let (variances, axes) = eigendecomposition(gaussian.covariance)
/// axes[variances.count - 1]  // the direction in which the points vary most
/// ```
///
/// - Parameter matrix: its rows. Traps unless it is square, all elements are finite, and it is symmetric up to 10⁻⁶ of the
///   largest element; the mean of both triangles counts.
/// - Returns: the eigenvalues in ascending order, and unit vectors: `vectors[i]` belongs to `values[i]`. Their signs are arbitrary.
public func eigendecomposition(
  _ matrix: [[Double]]
) -> (values: [Double], vectors: [[Double]]) {
  let largest = largestElement(matrix)
  var rotations = JacobiRotations(matrix, unit: largest > 0 ? largest : 1)
  while !rotations.isDiagonal { rotations.sweep() }
  let count = matrix.count
  let values = (0..<count).map { rotations.matrix[$0 * count + $0] * largest }
  let order = (0..<count).sorted { (values[$0], $0) < (values[$1], $1) }
  let vectors = order.map { Array(rotations.vectors[$0 * count..<($0 + 1) * count]) }
  return (order.map { values[$0] }, vectors)
}

/// The largest magnitude in a matrix, after its form and elements are checked.
private func largestElement(_ matrix: [[Double]]) -> Double {
  var largest = 0.0
  for (i, row) in matrix.enumerated() {
    require(
      row.count == matrix.count,
      "eigendecomposition: row \(i) has \(row.count) of \(matrix.count) elements: "
        + "the matrix must be square")
    for (j, element) in row.enumerated() {
      require(
        element.isFinite,
        "eigendecomposition: element [\(i), \(j)] is \(element): all must be finite")
      largest = max(largest, abs(element))
    }
  }
  for i in matrix.indices {
    for j in 0..<i {
      require(
        abs(matrix[i][j] - matrix[j][i]) <= 1e-6 * largest,
        "eigendecomposition: element [\(j), \(i)] is \(matrix[j][i]) and [\(i), \(j)] is "
          + "\(matrix[i][j]): the matrix must be symmetric")
    }
  }
  return largest
}

/// A symmetric matrix on its way to a diagonal one, and the rotations so far.
private struct JacobiRotations {
  let count: Int
  /// Both triangles, row by row.
  var matrix: [Double]
  /// The rotated axes, a row each.
  var vectors: [Double]

  /// - Parameter unit: the largest element, which is divided by so that no square is too large or too small.
  init(_ rows: [[Double]], unit: Double) {
    count = rows.count
    matrix = rows.indices.flatMap { i in
      rows.indices.map { j in rows[i][j] / unit / 2 + rows[j][i] / unit / 2 }
    }
    vectors = rows.indices.flatMap { i in rows.indices.map { $0 == i ? 1 : 0 } }
  }

  /// Tells whether the elements beside the diagonal are rounding errors of those on it.
  var isDiagonal: Bool {
    var (beside, all) = (0.0, 0.0)
    for i in 0..<count {
      for j in 0..<count {
        let square = matrix[i * count + j] * matrix[i * count + j]
        all += square
        if i != j { beside += square }
      }
    }
    return beside <= 1e-32 * all
  }

  /// One rotation for each pair of axes.
  mutating func sweep() {
    let count = count
    matrix.withUnsafeMutableBufferPointer { matrix in
      vectors.withUnsafeMutableBufferPointer { vectors in
        guard let a = matrix.baseAddress, let v = vectors.baseAddress else { return }
        for p in 0..<count {
          for q in p + 1..<max(count, p + 1) where a[p * count + q] != 0 {
            rotate(p, q, count, matrix: a, vectors: v)
          }
        }
      }
    }
  }
}

/// The rotation after which the element of p and q is zero.
private func rotate(
  _ p: Int, _ q: Int, _ count: Int, matrix: UnsafeMutablePointer<Double>,
  vectors: UnsafeMutablePointer<Double>
) {
  let (rowP, rowQ) = (matrix + p * count, matrix + q * count)
  let (own, other, shared) = (rowP[p], rowQ[q], rowP[q])
  let rotation = Rotation(cotangentOfDouble: (other - own) / (2 * shared))
  rotation.turn(rowP, rowQ, count: count)
  rotation.turn(vectors + p * count, vectors + q * count, count: count)
  (rowP[p], rowQ[q]) = (own - rotation.tangent * shared, other + rotation.tangent * shared)
  (rowP[q], rowQ[p]) = (0, 0)
  for k in 0..<count { (matrix[k * count + p], matrix[k * count + q]) = (rowP[k], rowQ[k]) }
}
