import Tensors

/// The layout of a parameter of lucidrains' U-Net in PyTorch, channels first and outputs before inputs, and the
/// layout here.
struct PyTorchLayout {
  private enum Kind { case vector, linear, convolution, downsampling, memory, transposedMemory }

  private let kind: Kind
  private let name: String
  private let shape: [Int]

  /// `name` and `shape` as PyTorch has them.
  init(_ name: String, _ shape: [Int]) {
    (self.name, self.shape) = (name, shape)
    if name.hasSuffix("mem_kv") {
      // [2, heads, entries, width] in softmax attention, which the deepest levels have, else
      // [2, heads, width, entries].
      let isSoftmax = ["mid", "downs.2", "ups.0"].contains { name.hasPrefix($0) }
      kind = isSoftmax ? .memory : .transposedMemory
    } else if shape.count == 2 {
      kind = .linear
    } else if name.hasSuffix(".g") || shape.count == 1 {
      kind = .vector
    } else {
      kind = name.hasPrefix("downs") && name.hasSuffix(".3.1.weight") ? .downsampling : .convolution
    }
  }

  /// Tensor `index` as `unet.py` fills it: gains around 1, biases small, weights of variance 1 / inputs.
  func weights(_ index: Int) -> [Float] {
    let u = unetFormula(index, count: shape.reduce(1, *))
    if name.hasSuffix(".g") { return u.map { 1 + $0 / 4 } }
    if name.hasSuffix("bias") { return u.map { $0 / 8 } }
    if name.hasSuffix("mem_kv") { return u }
    let scale = Float((3 / Double(shape.dropFirst().reduce(1, *))).squareRoot())
    return u.map { $0 * scale }
  }

  /// A tensor in PyTorch's layout in ours.
  func ours(_ x: Tensor) -> Tensor {
    switch kind {
    case .vector: return x.reshaped([x.count])
    case .linear: return x.transposed()
    case .convolution: return x.transposed(permutation: [2, 3, 1, 0])
    case .downsampling:
      // PyTorch puts a block's pixels (channel, y, x) into channels, spaceToDepth (y, x, channel).
      return x.reshaped([shape[0], shape[1] / 4, 2, 2]).transposed(permutation: [2, 3, 1, 0])
        .reshaped([1, 1, shape[1], shape[0]])
    case .memory: return x
    case .transposedMemory: return x.transposed()
    }
  }

  /// A tensor in our layout in PyTorch's.
  func pytorch(_ x: Tensor) -> Tensor {
    switch kind {
    case .vector: return x.reshaped(shape)
    case .linear: return x.transposed()
    case .convolution: return x.transposed(permutation: [3, 2, 0, 1])
    case .downsampling:
      return x.reshaped([2, 2, shape[1] / 4, shape[0]]).transposed(permutation: [3, 2, 0, 1])
        .reshaped(shape)
    case .memory: return x
    case .transposedMemory: return x.transposed()
    }
  }
}
