// Functions whose plain formulas lose digits: eˣ − 1 and ln(1 + x) near 0, the tails of the normal distribution.

/// eˣ − 1, exact where x is small, unlike `exp(x) - 1`.
public func expm1(_ x: Tensor) -> Tensor {
  let y = filled(x.shape) { out, vectors in
    for i in vectors { expm1(Lanes(x.pointer + i)).store(to: out + i) }
  }
  return y.recorded("expm1", x) { $0 * (y + 1) }
}

/// ln(1 + x), exact where x is small, unlike `log(1 + x)`: −∞ at −1, NaN below.
public func log1p(_ x: Tensor) -> Tensor {
  filled(x.shape) { out, vectors in
    for i in vectors { log1p(Lanes(x.pointer + i)).store(to: out + i) }
  }.recorded("log1p", x) { $0 / (1 + x) }
}

/// The error function 2/√π ∫₀ˣ e^(−t²) dt, from −1 to 1.
public func erf(_ x: Tensor) -> Tensor {
  filled(x.shape) { out, vectors in
    for i in vectors { erf(Lanes(x.pointer + i)).store(to: out + i) }
  }.recorded("erf", x) { $0 * exp(-square(x)) * 1.128_379_17 }
}

/// x to the power of y, elementwise and broadcast as `+`: NaN where x is negative and y not whole, 1 where y is 0.
/// Rounded once, from double precision, one number at a time: for one power of all, `pow(x, 3)` is far cheaper.
/// The gradient of y is 0 where x is 0 and y is not negative, as in PyTorch.
public func pow(_ x: Tensor, _ y: Tensor) -> Tensor {
  let result = raised(x, y)
  return result.recorded(
    "pow", x,
    { upstream in
      let slope = elementwise("pow", y, raised(x, y.detached - 1)) {
        ($0 * $1).replacing(with: 0, where: $0 .== 0)
      }
      return (upstream * slope).unbroadcast(to: x.shape)
    },
    y,
    { upstream in
      let isFlat = (x .== 0) * (y .>= 0)
      return select(isFlat, Tensor(0), upstream * result * log(x)).unbroadcast(to: y.shape)
    })
}

private func raised(_ x: Tensor, _ y: Tensor) -> Tensor {
  let shape = broadcastShape("pow", x.shape, y.shape)
  let (x, y) = (x.constant(broadcastTo: shape), y.constant(broadcastTo: shape))
  return filled(shape) { out, vectors in
    for i in vectors {
      for j in i..<i + 16 { out[j] = power(x.pointer[j], y.pointer[j]) }
    }
  }
}
