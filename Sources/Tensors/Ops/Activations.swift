// The nonlinearities of networks, each one pass forward and one backward.

/// The hyperbolic tangent, from −1 to 1.
public func tanh(_ x: Tensor) -> Tensor {
  let y = elementwise(x) { tanh($0) }
  return y.recorded(x) { elementwise($0, sameShape: y) { $0 * (1 - $1 * $1) } }
}

/// 1 / (1 + e⁻ˣ), from 0 to 1.
public func sigmoid(_ x: Tensor) -> Tensor {
  let y = elementwise(x) { sigmoid($0) }
  return y.recorded(x) { elementwise($0, sameShape: y) { $0 * $1 * (1 - $1) } }
}

/// ln(1 + eˣ), a smooth `relu`.
public func softplus(_ x: Tensor) -> Tensor {
  elementwise(x) { softplus($0) }
    .recorded(x) { elementwise($0, sameShape: x) { $0 * sigmoid($1) } }
}

/// The larger of x and 0. Its gradient at 0 is 0.
public func relu(_ x: Tensor) -> Tensor {
  elementwise(x) { $0.replacing(with: 0, where: $0 .< 0) }
    .recorded(x) { elementwise($0, sameShape: x) { $0.replacing(with: 0, where: $1 .<= 0) } }
}

/// x · sigmoid(x), also called swish (Elfwing, Uchibe and Doya 2017).
public func silu(_ x: Tensor) -> Tensor {
  guard x.node != nil else { return elementwise(x) { $0 * sigmoid($0) } }
  // With s = sigmoid(x) and y = x s, the slope is s + y (1 − s): keeping s saves a second exponential.
  let (y, s) = (Tensor(uninitialized: x.shape), Tensor(uninitialized: x.shape))
  map(x.count, x.pointer, into: y.pointer, s.pointer) {
    let s = sigmoid($0)
    return ($0 * s, s)
  }
  return y.recorded(x) { upstream in
    elementwise(upstream, sameShape: y, s) { $0 * $2.addingProduct($1, 1 - $2) }
  }
}

/// x · Φ(x): x times the share of a standard normal variable below it (Hendrycks and Gimpel 2016). Exact,
/// as PyTorch's default, not by a hyperbolic tangent.
public func gelu(_ x: Tensor) -> Tensor {
  elementwise(x) { $0 * normalDistribution($0) }.recorded(x) {
    elementwise($0, sameShape: x) { $0 * $1.times(normalDensity($1), plus: normalDistribution($1)) }
  }
}
