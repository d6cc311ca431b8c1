import Testing

@testable import Tensors

@Suite struct ConvolutionTests {
  /// The definition, summed in double precision.
  private func reference(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor, stride: Int, padding: Int
  ) -> [Float] {
    let (kernelHeight, kernelWidth, outputs) = (weight.shape[0], weight.shape[1], weight.shape[3])
    let (height, width, inputs) = (x.shape[1], x.shape[2], x.shape[3])
    let rows = (height + 2 * padding - kernelHeight) / stride + 1
    let columns = (width + 2 * padding - kernelWidth) / stride + 1
    let (xs, weights) = (x.scalars, weight.scalars)
    var result: [Float] = []
    for b in 0..<x.shape[0] {
      for y in 0..<rows {
        for x in 0..<columns {
          for o in 0..<outputs {
            var sum = Double(bias.scalars[o])
            for r in 0..<kernelHeight {
              for s in 0..<kernelWidth {
                let (sourceY, sourceX) = (y * stride + r - padding, x * stride + s - padding)
                if sourceY < 0 || sourceY >= height || sourceX < 0 || sourceX >= width { continue }
                for i in 0..<inputs {
                  sum +=
                    Double(xs[((b * height + sourceY) * width + sourceX) * inputs + i])
                    * Double(weights[((r * kernelWidth + s) * inputs + i) * outputs + o])
                }
              }
            }
            result.append(Float(sum))
          }
        }
      }
    }
    return result
  }

  /// Image, kernel, stride, padding.
  static let sizes: [(Shape, Shape, Int, Int)] = [
    ([3, 28, 28, 1], [7, 7, 1, 32], 1, 3), ([2, 14, 14, 32], [3, 3, 32, 64], 1, 1),
    ([9, 7, 7, 20], [3, 3, 20, 28], 1, 1), ([3, 7, 9, 48], [3, 3, 48, 16], 1, 0),
    ([2, 5, 6, 16], [3, 3, 16, 32], 1, 2), ([5, 10, 9, 28], [5, 5, 28, 30], 1, 2),
    ([2, 9, 8, 3], [3, 3, 3, 10], 1, 1), ([4, 8, 8, 32], [5, 5, 32, 1], 1, 2),
    ([2, 8, 8, 16], [4, 4, 16, 24], 2, 1), ([2, 9, 7, 16], [3, 3, 16, 24], 2, 1),
    ([2, 7, 7, 16], [1, 1, 16, 24], 1, 0), ([2, 7, 9, 3], [3, 3, 3, 3], 3, 0),
  ]

  @Test(arguments: sizes)
  func agreesWithTheDefinition(_ x: Shape, _ weight: Shape, _ stride: Int, _ padding: Int) {
    let random = Random(seed: 3).stream("convolution")
    let (x, weight) = (random.normal(x), random.normal(weight))
    let bias = random.normal([weight.shape[3]])
    let expected = reference(x, weight, bias, stride: stride, padding: padding)
    let result = conv2d(x, weight: weight, bias: bias, stride: stride, padding: padding)
    #expect(result.count == expected.count)
    // Rounding: a running sum of i terms is about √i large and each step errs by up to ε √i, in all, with
    // random signs, ε n / √6 for n terms. Five such deviations; of minimal filtering's, which are larger by the
    // factor that `WinogradTests` bounds on average, three times these.
    let isFiltered = Winograd.applies(
      to: Convolution(
        batch: x.shape[0], height: x.shape[1], width: x.shape[2], inputs: x.shape[3],
        outputs: weight.shape[3], kernelHeight: weight.shape[0], kernelWidth: weight.shape[1],
        paddingY: padding, paddingX: padding))
    let tolerance =
      2 * Float(weight.shape.prefix(3).count) * 0x1p-24 * (isFiltered && stride == 1 ? 3 : 1)
    for (value, expected) in zip(result.scalars, expected) {
      #expect(abs(value - expected) <= tolerance * max(1, abs(expected)))
    }
  }

  /// Whole networks' sizes, where chunks of images and parts of the kernel are shared among threads.
  @Test func hasTheSameBitsOnAnyNumberOfThreads() {
    let random = Random(seed: 4).stream("convolution")
    let x = random.normal([20, 14, 14, 20])
    let weight = Parameter(random.normal([3, 3, 20, 28]))
    let input = Parameter(x)
    func run(threads: Int) -> [[Float]] {
      let before = Engine.threads
      Engine.threads = threads
      defer { Engine.threads = before }
      let (_, gradients) = valueWithGradients {
        square(conv2d(input.value, weight: weight.value, padding: 1)).sum()
      }
      return [
        conv2d(x, weight: weight.value, padding: 1).scalars, gradients[input]!.scalars,
        gradients[weight]!.scalars,
      ]
    }
    let one = run(threads: 1)
    #expect(run(threads: 2) == one)
    #expect(run(threads: 5) == one)
  }
}
