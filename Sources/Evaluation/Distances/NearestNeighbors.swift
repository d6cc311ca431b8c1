import Tensors

/// The row of y nearest to each row of x, by Euclidean distance, for instance the training image nearest to a sample. The distances of
/// a block of rows are in memory at a time, 64 MB, beside copies of y. 1,000 of 60,000 rows with 784 numbers take a second.
///
/// ```swift
/// let (indices, distances) = nearestNeighbors(of: samples, in: trainImages)  // [n, 784], [60000, 784]
/// let images = trainImages.rows(indices)
/// ```
///
/// - Parameters:
///   - x: `[n, d]`.
///   - y: `[m, d]`. Traps on another rank, on rows of another length than those of x, and on no rows.
/// - Returns: for each row of x the index of the row of y, the first of equals, and the distance to it, `[n]`. Rows whose squared
///   distances differ by less than 10⁻⁶ of the squared norms may be confused; the distance is that of the row named, so it is exactly 0
///   for a copy. Rows with a NaN are nearest, as `argmin` has it, and their distance is NaN.
public func nearestNeighbors(
  of x: Tensor, in y: Tensor
) -> (indices: [Int], distances: Tensor) {
  requireRows("nearestNeighbors", x, y)
  require(y.shape[0] > 0, "nearestNeighbors: \(y.shape) has no rows")
  let (x, y) = (x.detached, y.detached)
  let (transposed, norms) = (y.transposed(), square(y).sum(axis: 1))
  let indices = rowBlocks(x.shape[0], columns: y.shape[0]).flatMap { block in
    // ‖x − y‖² without ‖x‖², which is the same for all rows of y.
    affine(-2 * x[block], weight: transposed, bias: norms).argmin(axis: 1)
  }
  return (indices, (x - y.rows(indices)).norm(axis: 1))
}
