/// The sine of x in radians.
public func sin(_ x: Tensor) -> Tensor {
  filled(x.shape) { out, vectors in
    for i in vectors { sin(Lanes(x.pointer + i)).store(to: out + i) }
  }.recorded("sin", x) { upstream in
    // In one pass, because networks have sines between their layers.
    filled(x.shape) { out, vectors in
      for i in vectors {
        (Lanes(upstream.pointer + i) * cos(Lanes(x.pointer + i))).store(to: out + i)
      }
    }
  }
}

/// The cosine of x in radians.
public func cos(_ x: Tensor) -> Tensor {
  filled(x.shape) { out, vectors in
    for i in vectors { cos(Lanes(x.pointer + i)).store(to: out + i) }
  }.recorded("cos", x) { -$0 * sin(x) }
}
