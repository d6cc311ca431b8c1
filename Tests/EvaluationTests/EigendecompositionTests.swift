import Evaluation
import Foundation
import Tensors
import Testing

@Suite struct EigendecompositionTests {
  @Test func workedByHand() {
    let (values, vectors) = eigendecomposition([[2, 1], [1, 2]])
    #expect(zip(values, [1, 3]).allSatisfy { Swift.abs($0 - $1) < 1e-15 })
    #expect(vectors.allSatisfy { Swift.abs(Swift.abs($0[0]) - 0.5.squareRoot()) < 1e-15 })
    #expect(vectors[0][0] * vectors[0][1] < 0 && vectors[1][0] * vectors[1][1] > 0)
    // Already diagonal: the order is ascending.
    let diagonal = eigendecomposition([[3, 0, 0], [0, -1, 0], [0, 0, 2]])
    #expect(diagonal.values == [-1, 2, 3])
    #expect(diagonal.vectors == [[0, 1, 0], [0, 0, 1], [1, 0, 0]])
  }

  @Test func smallestCases() {
    #expect(eigendecomposition([]).values == [])
    #expect(eigendecomposition([[-7]]).values == [-7])
    let zero = eigendecomposition([[0, 0], [0, 0]])
    #expect(zero.values == [0, 0] && zero.vectors == [[1, 0], [0, 1]])
  }

  /// The second difference has the eigenvalues 2 − 2 cos(kπ / (n + 1)).
  @Test(arguments: [2, 3, 10, 64]) func secondDifference(count: Int) {
    let values = eigendecomposition(
      (0..<count).map { i in
        (0..<count).map { i == $0 ? 2 : Swift.abs(i - $0) == 1 ? -1 : 0 }
      }
    ).values
    for (k, value) in values.enumerated() {
      let exact = 2 - 2 * Foundation.cos(Double(k + 1) * .pi / Double(count + 1))
      #expect(Swift.abs(value - exact) < 1e-14)
    }
  }

  /// A = Σ λ v vᵀ with orthonormal v, for covariances of many and of few samples.
  @Test(arguments: [(500, 64), (12, 64), (2, 5), (3, 100)])
  func spectralForm(samples: Int, width: Int) {
    let draws = Random(seed: 1).stream("covariance \(samples)").normal([samples, width])
    let matrix = FeatureGaussian(draws).covariance
    let (values, vectors) = eigendecomposition(matrix)
    let largest = values.last!
    for i in 0..<width {
      for j in 0...i {
        let sum = (0..<width).reduce(0.0) { $0 + values[$1] * vectors[$1][i] * vectors[$1][j] }
        #expect(Swift.abs(sum - matrix[i][j]) < 1e-13 * largest)
        let product = zip(vectors[i], vectors[j]).reduce(0.0) { $0 + $1.0 * $1.1 }
        #expect(Swift.abs(product - (i == j ? 1 : 0)) < 1e-13)
      }
    }
    #expect(values == values.sorted())
    // So few samples span fewer directions.
    let zeros = values.count { Swift.abs($0) < 1e-13 * largest }
    #expect(zeros == max(0, width - samples + 1))
  }

  /// Squares of the elements are far out of range, or below it.
  @Test(arguments: [1e300, 1e-300, Double.leastNormalMagnitude / 8])
  func extremeScales(scale: Double) {
    let values = eigendecomposition([[2 * scale, scale], [scale, 2 * scale]]).values
    #expect(Swift.abs(values[0] / scale - 1) < 1e-3 && Swift.abs(values[1] / scale - 3) < 1e-3)
  }

  @Test func equalEigenvalues() {
    // The identity plus a projection: 1 three times, and 5.
    let matrix = (0..<4).map { i in (0..<4).map { (i == $0 ? 1.0 : 0) + 1 } }
    let values = eigendecomposition(matrix).values
    #expect(zip(values, [1, 1, 1, 5]).allSatisfy { Swift.abs($0 - $1) < 1e-14 })
  }

  /// Elements that differ by the rounding of float32 are symmetric enough, and their mean counts.
  @Test func roundedElements() {
    let values = eigendecomposition([[2, 1 + 1e-7], [1 - 1e-7, 2]]).values
    #expect(Swift.abs(values[0] - 1) < 1e-14 && Swift.abs(values[1] - 3) < 1e-14)
  }
}
