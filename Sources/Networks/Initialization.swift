import Tensors

/// The distribution of a layer's weights before training.
public enum Initialization {
  /// Uniform within ± 1/√inputs: the default of PyTorch's linear and convolution layers (He et al. 2015,
  /// with a gain for leaky rectifiers of slope √5).
  case kaimingUniform
  /// Uniform within ± √(6 / (inputs + outputs)) (Glorot and Bengio 2010).
  case xavierUniform
  /// Normal with mean 0 and this standard deviation.
  case normal(deviation: Float)
  /// All zero, such as a residual block's last layer, which then begins as the identity.
  case zeros

  /// An initial weight of this shape, for a layer whose fan-in is `inputs` and whose fan-out is `outputs`.
  public func weight(_ shape: Shape, inputs: Int, outputs: Int, random: RandomStream) -> Tensor {
    func uniform(within bound: Float) -> Tensor { random.uniform(shape, in: -bound...bound) }
    return switch self {
    case .kaimingUniform: uniform(within: 1 / Float(inputs).squareRoot())
    case .xavierUniform: uniform(within: (6 / Float(inputs + outputs)).squareRoot())
    case .normal(let deviation): deviation * random.normal(shape)
    case .zeros: Tensor.zeros(shape)
    }
  }

  /// An initial bias, `[count]`: uniform like the weight for `kaimingUniform`, as in PyTorch, else zeros.
  public func bias(_ count: Int, inputs: Int, random: RandomStream) -> Tensor {
    guard case .kaimingUniform = self else { return Tensor.zeros([count]) }
    return weight([count], inputs: inputs, outputs: count, random: random)
  }
}
