import Evaluation
import Foundation
import Tensors
import Testing

@Suite struct FrechetDistanceTests {
  private static func diagonal(_ values: [Double]) -> [[Double]] {
    values.indices.map { i in values.indices.map { i == $0 ? values[i] : 0 } }
  }

  /// Σ (μ₁ − μ₂)² + Σ (σ₁ − σ₂)², also with standard deviations of 0.
  @Test func diagonalGaussians() {
    let one = FeatureGaussian(mean: [1, 0, 2], covariance: Self.diagonal([1, 9, 4]))
    let other = FeatureGaussian(mean: [0, 0, 4], covariance: Self.diagonal([16, 0, 4]))
    #expect(abs(frechetDistance(one, other) - (1 + 4 + 9 + 9)) < 1e-12)
    let point = FeatureGaussian(mean: [1, 3, 2], covariance: Self.diagonal([0, 0, 0]))
    #expect(abs(frechetDistance(one, point) - (9 + 14)) < 1e-12)
    #expect(frechetDistance(point, point) == 0)
  }

  /// The sum of the roots of C₁C₂'s eigenvalues, in two dimensions √(tr C₁C₂ + 2 √det C₁C₂).
  @Test func twoDimensions() {
    let one = FeatureGaussian(mean: [0, 0], covariance: [[2, 1], [1, 3]])
    let other = FeatureGaussian(mean: [0, 0], covariance: [[5, -2], [-2, 1]])
    // tr C₁C₂ = 2·5 − 2·2·1 + 3·1 = 9, det C₁C₂ = 5 · 1.
    let root = (9 + 2 * 5.0.squareRoot()).squareRoot()
    #expect(abs(frechetDistance(one, other) - (5 + 6 - 2 * root)) < 1e-12)
  }

  /// With C₁ = v vᵀ the root's trace is √(vᵀ C₂ v).
  @Test func aLineAndAGaussian() {
    let v: [Double] = [1, -2, 0.5]
    let line = FeatureGaussian(mean: [0, 0, 0], covariance: v.map { x in v.map { x * $0 } })
    let covariance: [[Double]] = [[3, 1, 0], [1, 2, 1], [0, 1, 4]]
    let full = FeatureGaussian(mean: [0, 0, 0], covariance: covariance)
    let form = zip(v, covariance).reduce(0.0) { sum, pair in
      sum + pair.0 * zip(pair.1, v).reduce(0.0) { $0 + $1.0 * $1.1 }
    }
    let exact = 5.25 + 9 - 2 * form.squareRoot()
    #expect(abs(frechetDistance(line, full) - exact) < 1e-7)
    #expect(abs(frechetDistance(full, line) - exact) < 1e-7)
  }

  /// The same from both sides and zero to itself, though twelve points span 11 of 64 directions.
  @Test(arguments: [(12, 500), (12, 12), (500, 500), (2, 3)])
  func symmetry(first: Int, second: Int) {
    let random = Random(seed: 3)
    let x = random.stream("first").normal([first, 64])
    let y = 2 * random.stream("second").normal([second, 64]) + 0.5
    let (there, back) = (frechetDistance(x, y), frechetDistance(y, x))
    #expect(there > 1)
    #expect(abs(there - back) < 1e-10 * there)
    #expect(abs(frechetDistance(x, x)) < 1e-10)
    // Far from 0, with equal covariances, only the means differ.
    #expect(abs(frechetDistance(y, y + 100) / (64 * 100 * 100) - 1) < 1e-4)
  }

  /// Two samples of a Gaussian come close to its distance to itself; the bias falls as 1/n.
  @Test func biasOfFewSamples() {
    let draws = Random(seed: 4).stream("bias")
    let distances = [100, 1000, 10_000].map { count in
      frechetDistance(draws.normal([count, 8]), draws.normal([count, 8]))
    }
    #expect(distances[0] > 5 * distances[1] && distances[1] > 5 * distances[2])
  }

  @Test func numbersThatAreNotFinite() {
    let x = Random(seed: 5).stream("features").normal([6, 2])
    let broken = Tensor([[1, .nan], [2, 3], [4, 5]])
    #expect(frechetDistance(x, broken).isNaN && frechetDistance(broken, x).isNaN)
    #expect(frechetDistance(x, Tensor([[1, 2], [.infinity, 3]])).isNaN)
  }

  /// Threads divide the work and change no bit.
  @Test func anyNumberOfThreads() {
    let threads = Engine.threads
    defer { Engine.threads = threads }
    let random = Random(seed: 6)
    let (x, y) = (random.stream("x").normal([700, 40]), random.stream("y").normal([300, 40]))
    let results = [1, 2, 5].map { count in
      Engine.threads = count
      return [
        frechetDistance(x, y), energyDistance(x, y),
        kernelDistance(x, y, random: random.stream("blocks")).mean,
      ]
    }
    #expect(results[0] == results[1] && results[1] == results[2])
  }
}
