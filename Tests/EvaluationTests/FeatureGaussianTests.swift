import Evaluation
import Tensors
import Testing

@Suite struct FeatureGaussianTests {
  @Test func workedByHand() {
    let gaussian = FeatureGaussian(Tensor([[1, 0], [3, 4], [5, 2]]))
    #expect(gaussian.mean == [3, 2])
    #expect(gaussian.covariance == [[4, 2], [2, 4]])
    #expect(gaussian == FeatureGaussian(mean: [3, 2], covariance: [[4, 2], [2, 4]]))
  }

  /// Widths around the columns that a thread takes, and samples far from 0.
  @Test(arguments: [1, 15, 16, 17, 40]) func definition(width: Int) {
    let x = Random(seed: 2).stream("features").normal([300, width]) + 1000
    let gaussian = FeatureGaussian(x)
    let rows = (0..<300).map { x[$0].scalars.map { Double($0) } }
    for i in 0..<width {
      let mean = rows.reduce(0.0) { $0 + $1[i] } / 300
      #expect(abs(gaussian.mean[i] - mean) < 1e-9)
      for j in 0..<width {
        let otherMean = rows.reduce(0.0) { $0 + $1[j] } / 300
        let sum = rows.reduce(0.0) { $0 + ($1[i] - mean) * ($1[j] - otherMean) }
        #expect(abs(gaussian.covariance[i][j] - sum / 299) < 1e-9)
        #expect(gaussian.covariance[i][j] == gaussian.covariance[j][i])
      }
    }
  }

  @Test func numbersThatAreNotFinite() {
    let gaussian = FeatureGaussian(Tensor([[1, .nan, 2], [2, 0, .infinity], [6, 1, 1]]))
    #expect(gaussian.mean[0] == 3 && gaussian.covariance[0][0] == 7)
    #expect(gaussian.covariance[1].allSatisfy { $0.isNaN })
    #expect(gaussian.covariance[2].allSatisfy { $0.isNaN })
  }

  @Test func noFeatures() {
    let gaussian = FeatureGaussian(Tensor.zeros([3, 0]))
    #expect(gaussian.mean == [] && gaussian.covariance == [])
  }
}
