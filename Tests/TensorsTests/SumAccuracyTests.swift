import Testing

@testable import Tensors

/// Sums are rounded once: a mean is off by at most 2 · 10⁻⁷ of itself, whatever its length.
@Suite(.serialized) struct SumAccuracyTests {
  private func relativeError(_ value: Float, _ exact: Double) -> Double {
    Swift.abs(Double(value) - exact) / Swift.abs(exact)
  }

  private func exactMean(_ values: [Float]) -> Double {
    // Compensated, so that it is exact even for ten million.
    var (sum, rest) = (0.0, 0.0)
    for value in values {
      let next = sum + Double(value)
      rest += Double(value) - (next - sum)
      sum = next
    }
    return (sum + rest) / Double(values.count)
  }

  static let constants: [Float] = [
    100.1, 0.1, -3.3e-5, 1e20, -7e6, 3e38, 1.1754944e-38, 1 / 3, 16_777_215,
    714 * .leastNonzeroMagnitude,
  ]

  @Test(arguments: constants)
  func meansOfEqualNumbers(_ value: Float) {
    for count in [1, 2, 3, 15, 17, 1000, 4097, 65_537, 1_000_000, 1_048_576] {
      let x = Tensor.full([count], value)
      #expect(x.mean().item == value, "\(count)")
      #expect(x.variance().item == 0)
      #expect(mse(x, Tensor.zeros([count])).item == (value * value))
      #expect(l1(x, Tensor.zeros([count])).item == value.magnitude)
    }
    let columns = Tensor.full([3, 40_000, 5], value)
    #expect(columns.mean(axis: 1).scalars.allSatisfy { $0 == value })
    #expect(columns.variance(axis: 1).scalars.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [1, 10, 1000, 100_000, 10_000_000])
  func meansOfRandomNumbers(_ count: Int) {
    let random = Random(seed: 5).stream("means")
    for range: ClosedRange<Float> in [0...1, 100...101, -2 ... -1] {
      let x = random.uniform([count], in: range)
      let exact = exactMean(x.scalars)
      #expect(relativeError(x.mean().item, exact) <= 0x1p-24)
      #expect(relativeError(x.sum().item, exact * Double(count)) <= 0x1p-24)
    }
    // Even of numbers that nearly cancel.
    let x = random.normal([count])
    #expect(relativeError(x.mean().item, exactMean(x.scalars)) <= 0x1p-24)
    let squares = square(x)
    #expect(relativeError(squares.mean().item, exactMean(squares.scalars)) <= 0x1p-24)
  }

  /// Axes in all places, with and without tails, shorter and longer than a slice.
  @Test(
    arguments: [
      ([1, 1, 1], 1), ([3, 7, 5], 1), ([2, 5000, 1], 1), ([7, 9], 1), ([2, 9000, 19], 1),
      ([4097, 33], 0), ([5, 20_000], 1), ([20_000, 5], 0), ([3, 2, 1500], 1), ([9, 1030], 0),
      ([2, 3, 5], 0), ([4, 8192, 16], 1),
    ] as [([Int], Int)])
  func sumsAlongAxes(_ lengths: [Int], _ axis: Int) {
    let x = Random(seed: 6).stream("axes \(lengths)").uniform(Shape(lengths), in: 0.5...3)
    let (outer, length, inner) = x.shape.split(at: axis)
    let (values, sums) = (x.scalars, x.sum(axis: axis).scalars)
    let (means, variances) = (x.mean(axis: axis).scalars, x.variance(axis: axis).scalars)
    for place in 0..<outer * inner {
      let start = place / inner * length * inner + place % inner
      let line = (0..<length).map { values[start + $0 * inner] }
      let mean = exactMean(line)
      let variance = line.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      #expect(relativeError(sums[place], mean * Double(length)) <= 0x1p-24)
      #expect(relativeError(means[place], mean) <= 0x1p-24)
      let size = Double(length)
      #expect(
        Swift.abs(Double(variances[place]) - variance / size) <= 2e-7 * variance / size + 1e-12)
    }
  }

  /// Sums that pullbacks take: of a bias, of what broadcasting repeats, of rows used repeatedly.
  @Test func gradientsThatSum() {
    let (rows, value) = (1_000_003, Float(0.1))
    let upstream = Tensor.full([rows, 3], value)
    let bias = Parameter(Tensor([1, 2, 3]))
    let x = Tensor.ones([rows, 2])
    func gradient(_ f: (Tensor) -> Tensor) -> [Float] {
      valueWithGradients { (f(bias.value) * upstream).sum() }.gradients[bias]!.scalars
    }
    let exact = Float(Double(value) * Double(rows))
    #expect(gradient { $0.broadcast(to: [rows, 3]) } == [exact, exact, exact])
    #expect(gradient { Tensor.zeros([rows, 3]) + $0 } == [exact, exact, exact])
    #expect(gradient { Tensor.ones([rows, 3]) * $0 } == [exact, exact, exact])
    #expect(
      gradient { affine(x, weight: Tensor.zeros([2, 3]), bias: $0) } == [exact, exact, exact])
    #expect(
      gradient { $0.expanded(at: 0).rows([Int](repeating: 0, count: rows)) } == [
        exact, exact, exact,
      ])
    #expect(
      gradient { cumulativeSum($0.broadcast(to: [rows, 3])) * 0 + $0 } == [exact, exact, exact])
    // 10³ · 10⁶ squares, too large for a float before the root.
    let wide = Parameter(Tensor.zeros([rows]))
    let gradients = valueWithGradients { (wide.value * 1e18).sum() }.gradients
    #expect(relativeError(gradients.norm, 1e18 * Double(rows).squareRoot()) <= 2e-7)
  }

  @Test func runningSums() {
    let y = cumulativeSum(Tensor.full([1_000_000], 0.1)).scalars
    for i in [0, 9, 999, 123_455, 999_999] {
      #expect(y[i] == Float(Double(Float(0.1)) * Double(i + 1)))
    }
    let products = cumulativeProduct(Tensor.full([1000], 0.999)).scalars
    #expect(relativeError(products[999], pow(Double(Float(0.999)), 1000)) <= 0x1p-24)
  }

  @Test func pooledMeans() {
    let x = Tensor.full([1, 700, 300, 3], 100.1)
    #expect(averagePool(x, size: 300).scalars.allSatisfy { $0 == 100.1 })
    #expect(
      averagePool(x, size: 7).scalars.allSatisfy { Swift.abs($0 - 100.1) <= Float(100.1).ulp })
  }

  /// Equal numbers less their mean are 0; divided by their root mean square, ±1.
  @Test(arguments: [7, 33, 6272, 32_768, 262_144, 1_048_576])
  func normsOfConstants(_ count: Int) {
    for value in [100.1, 0.1, -3.3e-5, 1e15, -7e6, 1 / 3, 16_777_215] as [Float] {
      let x = Tensor.full([1, count], value)
      let (ones, zeros) = (Tensor.ones([count]), Tensor.zeros([count]))
      #expect(layerNorm(x, gain: ones, bias: zeros).scalars.allSatisfy { $0 == 0 })
      let sign: Float = value < 0 ? -1 : 1
      #expect(rmsNorm(x, gain: ones).scalars.allSatisfy { Swift.abs($0 - sign) < 2e-7 })
      for groups in [1, 4] {
        let images = Tensor.full([2, count, 8], value)
        let y = groupNorm(images, groups: groups, gain: Tensor.ones([8]), bias: Tensor.zeros([8]))
        #expect(y.scalars.allSatisfy { $0 == 0 })
      }
    }
  }

  /// Rows of many numbers: mean 0 and variance 1 to a float's rounding, and gradients of the affine part that
  /// are sums of a constant.
  @Test func longNorms() {
    let x = Random(seed: 7).stream("norms").normal([3, 300_000]) * 3 + 50
    let (gain, bias) = (Parameter(Tensor.ones([300_000])), Parameter(Tensor.zeros([300_000])))
    let y = layerNorm(x, gain: gain.value, bias: bias.value)
    for row in 0..<3 {
      #expect(Swift.abs(y[row].mean().item) < 2e-6)
      #expect(Swift.abs(y[row].variance().item - 1) < 1e-5)
    }
    let pixels = 500_009
    let image = Tensor.arange(2 * pixels).reshaped([1, pixels, 2]) * 0.001
    let shift = Parameter(Tensor.zeros([2]))
    let gradients = valueWithGradients {
      (groupNorm(image, groups: 1, gain: Tensor.ones([2]), bias: shift.value) * 0.1).sum()
    }.gradients
    #expect(gradients[shift]!.scalars.allSatisfy { relativeError($0, 0.1 * Double(pixels)) < 2e-7 })
  }

  /// Long softmaxes: equal numbers have equal shares, and they add up to 1.
  @Test func longSoftmaxes() {
    for count in [1000, 100_003, 1_000_000] {
      let equal = softmax(Tensor.full([count], 3.7)).scalars
      #expect(equal.allSatisfy { $0 == 1 / Float(count) })
      let mixed = softmax(Random(seed: 8).stream("softmax").normal([count]) * 2)
      #expect(relativeError(mixed.sum().item, 1) < 2e-7)
    }
  }
}
