// The nonlinearities of networks, each one pass forward and one backward.

/// The hyperbolic tangent, from −1 to 1.
public func tanh(_ x: Tensor) -> Tensor {
  let y = filled(x.shape) { out, vectors in
    for i in vectors { tanh(Lanes(x.pointer + i)).store(to: out + i) }
  }
  return y.recorded(x) { elementwise($0, sameShape: y) { $0 * (1 - $1 * $1) } }
}

/// 1 / (1 + e⁻ˣ), from 0 to 1.
public func sigmoid(_ x: Tensor) -> Tensor {
  let y = filled(x.shape) { out, vectors in
    for i in vectors { sigmoid(Lanes(x.pointer + i)).store(to: out + i) }
  }
  return y.recorded(x) { elementwise($0, sameShape: y) { $0 * $1 * (1 - $1) } }
}

/// ln(1 + eˣ), a smooth `relu`.
public func softplus(_ x: Tensor) -> Tensor {
  filled(x.shape) { out, vectors in
    for i in vectors { softplus(Lanes(x.pointer + i)).store(to: out + i) }
  }
  .recorded(x) { upstream in
    filled(x.shape) { out, vectors in
      for i in vectors {
        (Lanes(upstream.pointer + i) * sigmoid(Lanes(x.pointer + i))).store(to: out + i)
      }
    }
  }
}

/// The larger of x and 0. Its gradient at 0 is 0.
public func relu(_ x: Tensor) -> Tensor { activated(x, .relu) }

/// x · sigmoid(x), also called swish (Elfwing, Uchibe and Doya 2017).
public func silu(_ x: Tensor) -> Tensor { activated(x, .silu) }

/// x · Φ(x): x times the share of a standard normal variable below it (Hendrycks and Gimpel 2016). Exact,
/// as PyTorch's default, not by a hyperbolic tangent.
public func gelu(_ x: Tensor) -> Tensor { activated(x, .gelu) }

/// What a pass over memory may apply last, at the price of the arithmetic alone.
public enum Activation: Sendable {
  case none, relu, silu, gelu

  @_transparent
  func value(_ x: Lanes) -> Lanes {
    switch self {
    case .none: return x
    case .relu: return x.replacing(with: 0, where: x .< 0)
    case .silu: return x * gate(x)
    case .gelu: return x * normalDistribution(x)
    }
  }

  /// The upstream gradient times the slope at x: found from x again, because keeping it would cost
  /// another pass over memory.
  @_transparent
  func pullback(_ upstream: Lanes, at x: Lanes) -> Lanes {
    switch self {
    case .none: return upstream
    case .relu: return upstream.replacing(with: 0, where: x .<= 0)
    case .silu:
      let s = gate(x)
      return upstream * s.addingProduct(x * s, 1 - s)
    case .gelu: return upstream * x.times(normalDensity(x), plus: normalDistribution(x))
    }
  }
}

@_transparent
private func activated(_ x: Tensor, _ activation: Activation) -> Tensor {
  filled(x.shape) { out, vectors in
    for i in vectors { activation.value(Lanes(x.pointer + i)).store(to: out + i) }
  }
  .recorded(x) { upstream in
    filled(x.shape) { out, vectors in
      for i in vectors {
        activation.pullback(Lanes(upstream.pointer + i), at: Lanes(x.pointer + i)).store(
          to: out + i)
      }
    }
  }
}
