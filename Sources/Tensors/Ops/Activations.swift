// The nonlinearities of networks, each one pass forward and one backward.

/// The hyperbolic tangent, from −1 to 1.
public func tanh(_ x: Tensor) -> Tensor {
  let y = filled(x.shape) { out, vectors in
    for i in vectors { tanh(Lanes(x.pointer + i)).store(to: out + i) }
  }
  return y.recorded("tanh", x) { elementwise($0, sameShape: y) { $0 * (1 - $1 * $1) } }
}

/// The logistic function 1 / (1 + e⁻ˣ), from 0 to 1.
public func sigmoid(_ x: Tensor) -> Tensor {
  let y = filled(x.shape) { out, vectors in
    for i in vectors { sigmoid(Lanes(x.pointer + i)).store(to: out + i) }
  }
  return y.recorded("sigmoid", x) { elementwise($0, sameShape: y) { $0 * $1 * (1 - $1) } }
}

/// ln(1 + eˣ), a smooth `relu` (Dugas et al. 2001).
public func softplus(_ x: Tensor) -> Tensor {
  filled(x.shape) { out, vectors in
    for i in vectors { softplus(Lanes(x.pointer + i)).store(to: out + i) }
  }
  .recorded("softplus", x) { upstream in
    filled(x.shape) { out, vectors in
      for i in vectors {
        (Lanes(upstream.pointer + i) * sigmoid(Lanes(x.pointer + i))).store(to: out + i)
      }
    }
  }
}

/// The larger of x and 0 (Nair and Hinton 2010). Its gradient at 0 is 0.
public func relu(_ x: Tensor) -> Tensor { activated("relu", x, .relu) }

/// x · sigmoid(x), also called swish (Elfwing, Uchibe and Doya 2017).
public func silu(_ x: Tensor) -> Tensor { activated("silu", x, .silu) }

/// x · Φ(x) with Φ the standard normal CDF (Hendrycks and Gimpel 2016): exact, like PyTorch's default, not its
/// approximation by a hyperbolic tangent.
public func gelu(_ x: Tensor) -> Tensor { activated("gelu", x, .gelu) }

@_transparent
private func activated(_ op: StaticString, _ x: Tensor, _ activation: Activation) -> Tensor {
  filled(x.shape) { out, vectors in
    for i in vectors { activation.value(Lanes(x.pointer + i)).store(to: out + i) }
  }
  .recorded(op, x) { upstream in
    filled(x.shape) { out, vectors in
      for i in vectors {
        activation.pullback(Lanes(upstream.pointer + i), at: Lanes(x.pointer + i)).store(
          to: out + i)
      }
    }
  }
}
