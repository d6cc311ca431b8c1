import Networks
import Tensors

/// The end of a stage: half or twice the resolution, or its own.
struct Resampling: Module {
  enum Kind { case halve, double, keep }

  private let kind: Kind
  private let convolution: Conv2d

  init(_ kind: Kind, _ inputs: Int, _ outputs: Int, random: RandomStream) {
    self.kind = kind
    convolution =
      kind == .halve
      ? Conv2d(4 * inputs, outputs, kernel: 1, random: random)
      : Conv2d(inputs, outputs, kernel: 3, padding: 1, random: random)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    switch kind {
    case .halve: return convolution(spaceToDepth(x))
    case .double: return convolution(upsampleNearest(x))
    case .keep: return convolution(x)
    }
  }
}
