import Evaluation
import Tensors
import Testing

/// A reader's mistakes end the run with one line that names the function, the shapes and what was expected.
@Suite struct MistakeTests {
  private static let (x23, x34) = (Tensor.ones([2, 3]), Tensor.ones([3, 4]))
  private static let line = Tensor.ones([1, 3])
  private static var stream: RandomStream { Random(seed: 1).stream("mistake") }

  static let mistakes: [(line: String, make: @Sendable () -> Void)] = matrices + samples + numerics

  private static let matrices: [(line: String, make: @Sendable () -> Void)] = [
    (
      "eigendecomposition: row 1 has 1 of 2 elements: the matrix must be square",
      { _ = eigendecomposition([[1, 2], [3]]) }
    ),
    (
      "eigendecomposition: row 0 has 3 of 2 elements: the matrix must be square",
      { _ = eigendecomposition([[1, 2, 3], [4, 5, 6]]) }
    ),
    (
      "eigendecomposition: element [1, 0] is nan: all must be finite",
      { _ = eigendecomposition([[1, 2], [.nan, 1]]) }
    ),
    (
      "eigendecomposition: element [0, 0] is inf: all must be finite",
      { _ = eigendecomposition([[.infinity]]) }
    ),
    (
      "eigendecomposition: element [0, 1] is 2.0 and [1, 0] is 3.0: the matrix must be symmetric",
      { _ = eigendecomposition([[1, 2], [3, 1]]) }
    ),
    (
      "FeatureGaussian: features of shape [1, 3]: [samples, features], at least two samples",
      { _ = FeatureGaussian(line) }
    ),
    (
      "FeatureGaussian: features of shape [3]: [samples, features], at least two samples",
      { _ = FeatureGaussian(line[0]) }
    ),
    (
      "FeatureGaussian: a mean of 2 numbers and a covariance of 1 rows: it must be square, with a row for"
        + " each number of the mean", { _ = FeatureGaussian(mean: [1, 2], covariance: [[1]]) }
    ),
    (
      "FeatureGaussian: a mean of 2 numbers and a covariance of 2 rows: it must be square, with a row for"
        + " each number of the mean",
      { _ = FeatureGaussian(mean: [1, 2], covariance: [[1, 0], [0]]) }
    ),
    (
      "frechetDistance: Gaussians of 1 and 0 features",
      {
        _ = frechetDistance(
          FeatureGaussian(mean: [1], covariance: [[1]]), FeatureGaussian(mean: [], covariance: []))
      }
    ),
  ]

  private static let samples: [(line: String, make: @Sendable () -> Void)] = [
    (
      "frechetDistance: [2, 3] and [3, 4]: two matrices with rows of one length, at least two of each",
      { _ = frechetDistance(x23, x34) }
    ),
    (
      "energyDistance: [1, 3] and [2, 3]: two matrices with rows of one length, at least two of each",
      { _ = energyDistance(line, x23) }
    ),
    (
      "energyDistance: [2, 3] and [3, 4]: two matrices with rows of one length, at least two of each",
      { _ = energyDistance(x23, x34) }
    ),
    (
      "kernelDistance: [2, 3] and [3]: two matrices with rows of one length, at least two of each",
      { _ = kernelDistance(x23, line[0], random: stream) }
    ),
    (
      "kernelDistance: blocks is 1: at least 2, for a standard error",
      { _ = kernelDistance(x23, x23, blocks: 1, random: stream) }
    ),
    (
      "kernelDistance: [2, 3] and [30, 3] in 10 blocks: each needs at least two rows of both",
      { _ = kernelDistance(x23, Tensor.ones([30, 3]), random: stream) }
    ),
    (
      "pairwiseDistances: [2, 3] and [3, 4]: two matrices with rows of one length",
      { _ = pairwiseDistances(x23, x34) }
    ),
    (
      "pairwiseDistances: [3] and [2, 3]: two matrices with rows of one length",
      { _ = pairwiseDistances(line[0], x23) }
    ),
    (
      "nearestNeighbors: [2, 3] and [3, 4]: two matrices with rows of one length",
      { _ = nearestNeighbors(of: x23, in: x34) }
    ),
    (
      "nearestNeighbors: [0, 3] has no rows",
      { _ = nearestNeighbors(of: x23, in: Tensor.zeros([0, 3])) }
    ),
    (
      "extrapolated: 3 counts and 2 values",
      { _ = extrapolated(counts: [1, 2, 3], values: [1, 2]) }
    ),
    (
      "extrapolated: a count of 0: it must be positive",
      { _ = extrapolated(counts: [1, 0], values: [1, 2]) }
    ),
    (
      "extrapolated: counts of [5, 5]: at least two must differ",
      { _ = extrapolated(counts: [5, 5], values: [1, 2]) }
    ),
  ]

  private static let numerics: [(line: String, make: @Sendable () -> Void)] = [
    ("gaussHermite: 0 nodes: 1 to 100", { _ = gaussHermite(0) }),
    ("gaussHermite: 101 nodes: 1 to 100", { _ = gaussHermite(101) }),
    (
      "shortestPaths: costs of shape [2, 3]: [places, places], at least 2 places",
      { _ = shortestPaths(x23, edges: 1) }
    ),
    (
      "shortestPaths: costs of shape [1, 1]: [places, places], at least 2 places",
      { _ = shortestPaths(Tensor.ones([1, 1]), edges: 1) }
    ),
    (
      "shortestPaths: 3 edges between 3 places: 1 to 2",
      { _ = shortestPaths(Tensor.ones([3, 3]), edges: 3) }
    ),
    (
      "shortestPaths: the cost from 0 to 1 is NaN",
      { _ = shortestPaths(Tensor.full([3, 3], .nan), edges: 1) }
    ),
  ]

  @Test(arguments: mistakes.indices)
  func endsWithItsLine(_ index: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [index] in
      MistakeTests.mistakes[index].make()
    }
    let lines = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      .split(separator: "\n")
    #expect(lines.contains { $0 == MistakeTests.mistakes[index].line })
  }
}
