/// The singular values of a matrix, in no order (Hestenes 1958): rotations of pairs of rows until all rows are orthogonal, and then
/// their lengths. No product of the matrix with itself is formed, so all errors are about 10⁻¹⁶ of the largest value; those of the
/// roots of such a product's eigenvalues are 10⁻⁸ of it.
///
/// - Parameter rows: finite numbers, all rows of one length.
func singularValues(_ rows: [[Double]]) -> [Double] {
  let (count, length) = (rows.count, rows.first?.count ?? 0)
  var numbers = rows.flatMap { $0 }
  return numbers.withUnsafeMutableBufferPointer { numbers in
    guard let start = numbers.baseAddress else { return rows.map { _ in 0 } }
    // Shorter rows are rounding errors of zeros: of the matrix, they are below 10⁻¹⁶.
    let least = 1e-32 * products(start, start, count: count * length).own
    // Sums of products have errors up to this.
    let tolerance = Double(length) * Double.ulpOfOne
    var isOrthogonal = false
    while !isOrthogonal {
      isOrthogonal = true
      for p in 0..<count {
        for q in p + 1..<max(count, p + 1) {
          let (x, y) = (start + p * length, start + q * length)
          let (own, other, shared) = products(x, y, count: length)
          if min(own, other) <= least { continue }
          if abs(shared) <= tolerance * own.squareRoot() * other.squareRoot() { continue }
          isOrthogonal = false
          Rotation(cotangentOfDouble: (other - own) / (2 * shared)).turn(x, y, count: length)
        }
      }
    }
    return (0..<count).map { row in
      products(start + row * length, start + row * length, count: length).own.squareRoot()
    }
  }
}

/// x · x, y · y and x · y.
private func products(
  _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, count: Int
) -> (own: Double, other: Double, shared: Double) {
  var (own, other, shared) = (0.0, 0.0, 0.0)
  for k in 0..<count {
    own += x[k] * x[k]
    other += y[k] * y[k]
    shared += x[k] * y[k]
  }
  return (own, other, shared)
}
