import Foundation
import Tensors
import Testing

/// Cross-entropy, log-softmax and log-sum-exp against sums in double precision that leave the largest number out.
@Suite struct LogSumExpTests {
  /// The distance from `value` to `exact` in units of its last place.
  private func ulps(_ value: Float, from exact: Double) -> Double {
    let rounded = Float(exact)
    if value == rounded || (value.isNaN && rounded.isNaN) { return 0 }
    return Swift.abs(Double(value) - exact) / Double(rounded.ulp)
  }

  /// A line's largest number and ln Σ e^(x − largest).
  private func parts(_ line: [Double]) -> (largest: Double, addition: Double) {
    let largest = line.max()!
    let position = line.firstIndex(of: largest)!
    let others = line.indices.filter { $0 != position }
      .reduce(0.0) { $0 + Foundation.exp(line[$1] - largest) }
    return (largest, Foundation.log1p(others))
  }

  /// The largest errors over all lines, in units in the last place.
  private func errors(_ x: Tensor, axis: Int) -> (logSumExp: Double, logSoftmax: Double) {
    let inner = axis == 1 && x.shape.rank == 3 ? x.shape[2] : 1
    let (length, values) = (x.shape[axis], x.scalars)
    let (sums, shares) = (logSumExp(x, axis: axis).scalars, logSoftmax(x, axis: axis).scalars)
    var worst = (logSumExp: 0.0, logSoftmax: 0.0)
    for place in 0..<values.count / max(1, length) {
      let start = place / inner * length * inner + place % inner
      let line = (0..<length).map { Double(values[start + $0 * inner]) }
      let (largest, addition) = parts(line)
      worst.logSumExp = max(worst.logSumExp, ulps(sums[place], from: largest + addition))
      for (k, value) in line.enumerated() {
        let error = ulps(shares[start + k * inner], from: value - largest - addition)
        worst.logSoftmax = max(worst.logSoftmax, error)
      }
    }
    return worst
  }

  static let shapes: [(Shape, Int)] = [
    ([300, 2], 1), ([200, 10], -1), ([50, 16], 1), ([40, 17], 1), ([3, 1000], 1), ([1, 40_000], 1),
    ([60, 1], 1), ([4, 33, 20], 1), ([2, 300, 40], 1), ([3, 5, 1], 1), ([2, 3, 16], 1),
  ]

  @Test(arguments: shapes, [1e-4, 0.01, 1, 30, 500, 1e4, 1e8] as [Float])
  func isExact(_ shape: (Shape, Int), _ scale: Float) {
    let random = Random(seed: 11).stream("log-sum-exp \(scale) \(shape)")
    for shift: Float in [0, 1, -1000, 1e5, -1e8] {
      let x = random.normal(shape.0) * scale + shift
      let worst = errors(x, axis: shape.1)
      #expect(worst.logSumExp <= 1 && worst.logSoftmax <= 1, "shifted by \(shift)")
    }
  }

  /// Logits that a sure classifier gives, down to where the loss underflows.
  @Test(
    arguments: [
      [10, 0], [0, 20, 0], [88, 0, 0], [0, -103.9], [0, -104.1, -200], [1e-30, 0],
      [100, 99.99999, -1e30],
      [-5.5, -70.3, -71.1], [16_777_216, 16_777_215, 16_777_200], [3e38, -3e38],
      [0, -87.4, -86.9, -0.0],
    ] as [[Float]])
  func isExactAtTheExtremes(_ logits: [Float]) {
    let worst = errors(Tensor(logits, shape: [1, logits.count]), axis: 1)
    #expect(worst.logSumExp <= 1 && worst.logSoftmax <= 1)
    let (largest, addition) = parts(logits.map { Double($0) })
    for (label, logit) in logits.enumerated() {
      let loss = crossEntropy(Tensor(logits, shape: [1, logits.count]), labels: [label]).item
      #expect(ulps(loss, from: (largest - Double(logit)) + addition) <= 1)
    }
  }

  /// Public reports: log 2 came out as 0.6933594 at 10⁴, as 0 at 10⁸.
  @Test(arguments: [1, 1e4, 1e6, 1e7, 1e8, -1e8, 1e30, 3e38] as [Float])
  func aShiftChangesNothing(_ shift: Float) {
    let equal = Tensor([[shift, shift]])
    #expect(crossEntropy(equal, labels: [1]).item == 0.693_147_2)
    #expect(logSoftmax(equal).scalars == [-0.693_147_2, -0.693_147_2])
    #expect(softmax(equal).scalars == [0.5, 0.5])
    // 2²⁰ and what is added are sums of few powers of 2: no rounding.
    let logits = Tensor([[0.5, -3, 2.25], [7, 7, -30]])
    let shifted = logits + 1_048_576
    #expect(logSoftmax(shifted).scalars == logSoftmax(logits).scalars)
    #expect(
      crossEntropy(shifted, labels: [2, 0]).item == crossEntropy(logits, labels: [2, 0]).item)
  }

  /// PyTorch 2.13's values.
  @Test func infinitiesAndNaNs() {
    func expect(_ x: [Float], _ sum: Float, _ shares: [Float]) {
      func spelled(_ x: [Float]) -> String { "\(x)" }
      #expect(spelled([logSumExp(Tensor(x)).item]) == spelled([sum]))
      #expect(spelled(logSoftmax(Tensor(x)).scalars) == spelled(shares))
    }
    let (infinity, nan) = (Float.infinity, Float.nan)
    expect([infinity, 0], infinity, [nan, nan])
    expect([-infinity, -infinity], -infinity, [nan, nan])
    expect([-infinity, 0], 0, [-infinity, 0])
    expect([0, -infinity, 0], 0.693_147_2, [-0.693_147_2, -infinity, -0.693_147_2])
    expect([nan, 0], nan, [nan, nan])
    expect([0, nan], nan, [nan, nan])
    expect([infinity, -infinity], infinity, [nan, nan])
    expect([infinity, nan], nan, [nan, nan])
    let columns = Tensor([[0, -infinity, nan], [0, -infinity, 1]])
    #expect("\(logSumExp(columns, axis: 0).scalars)" == "[0.6931472, -inf, nan]")
    #expect(logSoftmax(Tensor.zeros([0, 3])).shape == [0, 3])
    #expect(logSoftmax(Tensor.zeros([2, 0])).shape == [2, 0])
    #expect(crossEntropy(Tensor.zeros([0, 3]), labels: []).item.isNaN)
  }

  /// The gradient of a row, softmax times upstream, and 0 in sum for log-softmax, far from 0 too.
  @Test func gradientsAreShiftInvariant() {
    func gradients(_ shift: Float) -> [[Float]] {
      let x = Parameter(Tensor([[0.5, -3, 2.25], [7, 7, -30]]) + shift)
      let weights = Tensor([[1, 2, -3], [0.5, 0, 1]])
      return [
        valueWithGradients { logSumExp(x.value).sum() },
        valueWithGradients {
          (logSoftmax(x.value) * weights).sum()
        }, valueWithGradients { crossEntropy(x.value, labels: [2, 0]) },
      ].map { $0.gradients[x]!.scalars }
    }
    #expect(gradients(1_048_576) == gradients(0))
  }
}
