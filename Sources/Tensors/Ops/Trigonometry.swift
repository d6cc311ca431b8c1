/// The sine of x in radians.
public func sin(_ x: Tensor) -> Tensor {
  filled(x.shape) { sin(Lanes(x.pointer + $1)).store(to: $0) }.recorded(x) { upstream in
    filled(x.shape) {
      (Lanes(upstream.pointer + $1) * cos(Lanes(x.pointer + $1))).store(to: $0)
    }
  }
}

/// The cosine of x in radians.
public func cos(_ x: Tensor) -> Tensor {
  filled(x.shape) { cos(Lanes(x.pointer + $1)).store(to: $0) }.recorded(x) { upstream in
    filled(x.shape) {
      (-Lanes(upstream.pointer + $1) * sin(Lanes(x.pointer + $1))).store(to: $0)
    }
  }
}
