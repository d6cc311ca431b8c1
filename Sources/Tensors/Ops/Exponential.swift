// The exponential family and roots, by vector polynomials of our own: errors under two units in the last
// place, the same bits on every machine.

/// The exponential eˣ: infinite above 88.72.
public func exp(_ x: Tensor) -> Tensor {
  let y = filled(x.shape) { out, vectors in
    for i in vectors { exp(Lanes(x.pointer + i)).store(to: out + i) }
  }
  return y.recorded("exp", x) { $0 * y }
}

/// The natural logarithm: −∞ at 0, NaN below.
public func log(_ x: Tensor) -> Tensor {
  filled(x.shape) { out, vectors in
    for i in vectors { log(Lanes(x.pointer + i)).store(to: out + i) }
  }.recorded("log", x) { $0 / x }
}

/// The square root: NaN below 0.
public func sqrt(_ x: Tensor) -> Tensor {
  let y = elementwise(x) { $0.squareRoot() }
  return y.recorded("sqrt", x) { elementwise($0, sameShape: y) { 0.5 * $0 / $1 } }
}

/// The square x².
public func square(_ x: Tensor) -> Tensor {
  elementwise(x) { $0 * $0 }
    .recorded("square", x) { elementwise($0, sameShape: x) { 2 * $0 * $1 } }
}

/// x to a power. Whole powers up to 64 are repeated products, hence exact for negative numbers too;
/// others are e to the power times log x, NaN below 0.
public func pow(_ x: Tensor, _ power: Float) -> Tensor {
  raised(x, to: power).recorded("pow", x) { upstream in
    power == 0
      ? Tensor.zeros(x.shape)
      : elementwise(upstream, sameShape: raised(x, to: power - 1)) { power * $0 * $1 }
  }
}

private func raised(_ x: Tensor, to power: Float) -> Tensor {
  if power == 0.5 { return elementwise(x) { $0.squareRoot() } }
  guard power == power.rounded() && abs(power) <= 64 else {
    return filled(x.shape) { out, vectors in
      for i in vectors { exp(power * log(Lanes(x.pointer + i))).store(to: out + i) }
    }
  }
  let times = Int(abs(power))
  return elementwise(x) { x in
    var (result, square, rest) = (Lanes(repeating: 1), x, times)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return power < 0 ? 1 / result : result
  }
}
