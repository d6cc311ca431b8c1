import Tensors

/// GFLOPS of convolutions and their gradients and their share of the peak, measured in turns.
func printConvolutionRates(threads: Int) {
  Engine.threads = threads
  let cases = shapes.map { ConvolutionCase($0) }
  var rates = [[[Double]]](repeating: [], count: cases.count)
  var peaks: [Double] = []
  for round in 0..<8 {
    let peak = Peak.measured(threads: threads)
    let measured = cases.map { $0.rates() }
    // The first round warms up.
    if round > 0 {
      peaks.append(peak)
      for (index, rate) in measured.enumerated() { rates[index].append(rate) }
    }
  }
  let peak = median(peaks)
  print("\(threads) thread\(threads == 1 ? "" : "s"): peak \(Int(peak)) GFLOPS, batch 64")
  for (shape, rates) in zip(shapes, rates) {
    let columns = zip(["forward", "input gradient", "weight gradient"], 0..<3).map { name, index in
      let rate = median(rates.map { $0[index] })
      return "\(name) \(Int(rate)), \(Int(100 * rate / peak)) %"
    }
    print("  \(shape): \(columns.joined(separator: "; "))")
  }
}

private struct ConvolutionShape: CustomStringConvertible {
  var kernel = 3
  var stride = 1
  let size, inputs, outputs: Int

  var padding: Int { (kernel - stride + 1) / 2 }

  var description: String {
    "\(kernel)×\(kernel)\(stride > 1 ? " stride \(stride)" : ""), \(size)×\(size), \(inputs) → \(outputs)"
  }
}

private let shapes = [
  ConvolutionShape(size: 28, inputs: 32, outputs: 32),
  ConvolutionShape(size: 14, inputs: 64, outputs: 64),
  ConvolutionShape(size: 7, inputs: 128, outputs: 128),
  ConvolutionShape(kernel: 1, size: 14, inputs: 128, outputs: 64),
  ConvolutionShape(kernel: 4, stride: 2, size: 28, inputs: 32, outputs: 64),
  ConvolutionShape(kernel: 7, size: 28, inputs: 1, outputs: 32),
]

private struct ConvolutionCase {
  private let shape: ConvolutionShape
  private let x, weight: Parameter
  private let result: Parameter

  init(_ shape: ConvolutionShape) {
    self.shape = shape
    let random = Random(seed: 1).stream("convolution")
    x = Parameter(random.normal([64, shape.size, shape.size, shape.inputs]))
    weight = Parameter(random.normal([shape.kernel, shape.kernel, shape.inputs, shape.outputs]))
    result = Parameter(
      conv2d(x.value, weight: weight.value, stride: shape.stride, padding: shape.padding))
  }

  /// GFLOPS forward, of the input's gradient and of the weight's. A gradient's time is that from the end of
  /// the forward pass on, less that of the sum which makes one number of the result.
  func rates() -> [Double] {
    let operations = 2 * Double(result.shape.count * shape.kernel * shape.kernel * shape.inputs)
    let (x, weight) = (x.value, weight.value)
    let forward = typical { seconds { _ = convolved(x, weight) } }
    let sum = typical { backwardSeconds { result.value } }
    let inputGradient = typical { backwardSeconds { convolved(self.x.value, weight) } } - sum
    let weightGradient = typical { backwardSeconds { convolved(x, self.weight.value) } } - sum
    return [forward, inputGradient, weightGradient].map { operations / $0 * 1e-9 }
  }

  private func convolved(_ x: Tensor, _ weight: Tensor) -> Tensor {
    conv2d(x, weight: weight, stride: shape.stride, padding: shape.padding)
  }

  private func typical(_ measure: () -> Double) -> Double {
    median((0..<5).map { _ in measure() })
  }

  private func backwardSeconds(_ body: () -> Tensor) -> Double {
    var forward = 0.0
    let whole = seconds {
      _ = valueWithGradients {
        var loss = Tensor(0)
        forward = seconds { loss = body().sum() }
        return loss
      }
    }
    return whole - forward
  }
}
