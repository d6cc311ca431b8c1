import Tensors

/// A Gaussian with the mean and the covariance of samples' features, in double precision.
public struct FeatureGaussian: Codable, Equatable, Sendable {
  /// The mean of each feature.
  public let mean: [Double]
  /// The covariances of the features, a row for each.
  public let covariance: [[Double]]

  /// A Gaussian with a known mean and covariance. Traps unless the covariance is square with a row for each number of the mean.
  public init(mean: [Double], covariance: [[Double]]) {
    require(
      covariance.count == mean.count && covariance.allSatisfy { $0.count == mean.count },
      "FeatureGaussian: a mean of \(mean.count) numbers and a covariance of \(covariance.count) "
        + "rows: it must be square, with a row for each number of the mean")
    (self.mean, self.covariance) = (mean, covariance)
  }

  /// The mean and the unbiased covariance, whose sums are divided by n − 1, of the rows of features. Numbers that are not finite
  /// make those of their columns NaN.
  ///
  /// - Parameter features: `[n, d]`. Traps on another rank and below two rows. The time grows as n · d².
  public init(_ features: Tensor) {
    require(
      features.shape.rank == 2 && features.shape[0] > 1,
      "FeatureGaussian: features of shape \(features.shape): [samples, features], "
        + "at least two samples")
    let (count, width) = (features.shape[0], features.shape[1])
    let numbers = features.scalars
    var sums = [Double](repeating: 0, count: width)
    for i in 0..<count {
      for j in 0..<width { sums[j] += Double(numbers[i * width + j]) }
    }
    let mean = sums.map { $0 / Double(count) }
    let products = centeredProducts(numbers, mean)
    self.mean = mean
    covariance = (0..<width).map { i in
      (0..<width).map { j in products[max(i, j) * width + min(i, j)] / Double(count - 1) }
    }
  }
}

/// The sums over all rows of the products of two columns less their means, on and below the diagonal of `[d, d]`.
private func centeredProducts(_ numbers: [Float], _ mean: [Double]) -> [Double] {
  let width = mean.count
  let count = numbers.count / max(1, width)
  // Threads divide the columns among them, and each sum has the order of the rows.
  let band = 16
  var sums = [Double](repeating: 0, count: width * width)
  sums.withUnsafeMutableBufferPointer { sums in
    let sums = sums.baseAddress
    parallel(chunks: (width + band - 1) / band, if: numbers.count > 8192) { chunk in
      let columns = chunk * band..<min(width, (chunk + 1) * band)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: columns.upperBound) { centered in
        for row in 0..<count {
          for j in 0..<columns.upperBound {
            centered[j] = Double(numbers[row * width + j]) - mean[j]
          }
          for i in columns {
            let (line, factor) = (sums! + i * width, centered[i])
            for j in 0...i { line[j] += factor * centered[j] }
          }
        }
      }
    }
  }
  return sums
}
