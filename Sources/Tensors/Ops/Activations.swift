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

private let gelu0: Float = 0.797_884_560_8  // √(2/π)
private let gelu1: Float = 0.044_715

/// x times the standard normal distribution function at x, by its usual approximation
/// x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2 (Hendrycks and Gimpel 2016).
public func gelu(_ x: Tensor) -> Tensor {
  elementwise(x) { x in
    0.5 * x * (1 + tanh(gelu0 * (x + gelu1 * x * x * x)))
  }
  .recorded(x) {
    elementwise($0, sameShape: x) { upstream, x in
      let t = tanh(gelu0 * (x + gelu1 * x * x * x))
      let slope = gelu0 * (1 + 3 * gelu1 * x * x)
      return upstream * 0.5 * (1 + t + x * (1 - t * t) * slope)
    }
  }
}
