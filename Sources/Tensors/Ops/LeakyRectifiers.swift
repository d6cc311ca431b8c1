// Rectifiers that let something through below 0.

/// x, or `slope` · x below 0 (Maas, Hannun and Ng 2013). The gradient at 0 is `slope`, as in PyTorch.
public func leakyRelu(_ x: Tensor, slope: Float = 0.01) -> Tensor {
  elementwise(x) { $0.replacing(with: $0 * slope, where: $0 .< 0) }.recorded("leakyRelu", x) {
    elementwise($0, sameShape: x) { $0.replacing(with: $0 * slope, where: $1 .<= 0) }
  }
}

/// The exponential linear unit (Clevert, Unterthiner and Hochreiter 2016): x, or alpha · (eˣ − 1) below 0. Traps
/// unless `alpha`, the limit far below 0 as a magnitude, is positive.
public func elu(_ x: Tensor, alpha: Float = 1) -> Tensor {
  require(alpha > 0, "elu: alpha is \(alpha), it must be positive")
  let y = filled(x.shape) { out, vectors in
    for i in vectors {
      let lanes = Lanes(x.pointer + i)
      lanes.replacing(with: alpha * expm1(lanes), where: lanes .< 0).store(to: out + i)
    }
  }
  return y.recorded("elu", x) { upstream in
    elementwise(upstream, sameShape: y) { $0 * ($1 + alpha).replacing(with: 1, where: $1 .> 0) }
  }
}
