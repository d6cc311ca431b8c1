/// The sine of x in radians.
public func sin(_ x: Tensor) -> Tensor {
  elementwise(x) { sin($0) }.recorded(x) { elementwise($0, sameShape: x) { $0 * cos($1) } }
}

/// The cosine of x in radians.
public func cos(_ x: Tensor) -> Tensor {
  elementwise(x) { cos($0) }.recorded(x) { elementwise($0, sameShape: x) { -$0 * sin($1) } }
}
