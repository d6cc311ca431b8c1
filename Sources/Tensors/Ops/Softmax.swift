/// The logarithm of the sum of exponentials over an axis, without overflow.
public func logSumExp(_ x: Tensor, axis: Int = -1, keepingDimension keeps: Bool = false) -> Tensor {
  let axis = x.shape.resolved(axis, for: "logSumExp")
  let constant = x.detached
  let largest = clamp(
    constant.max(axis: axis, keepingDimension: true),
    -.greatestFiniteMagnitude ... .greatestFiniteMagnitude)
  let sum = exp(constant - largest).sum(axis: axis, keepingDimension: true)
  let kept = largest + log(sum)
  let result = keeps ? kept : kept.viewed(as: x.shape.removing(axis))
  return result.recorded(x) { $0.viewed(as: kept.shape) * exp(constant - kept) }
}

/// Exponentials divided by their sum over an axis: positive, adding up to 1.
public func softmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  softmax(x, axis: x.shape.resolved(axis, for: "softmax"), times: nil)
}

/// `softmax` times `scale`; where that is nil, numbers are divided by their sum, a rounding more exact.
func softmax(_ x: Tensor, axis: Int, times scale: Float?) -> Tensor {
  let (outer, length, inner) = x.shape.split(at: axis)
  let y = Tensor(uninitialized: x.shape)
  Softmax.forward(
    outer: outer, axis: length, inner: inner, x.pointer, times: scale, into: y.pointer)
  return y.recorded(x) { upstream in
    let dx = Tensor(uninitialized: upstream.shape)
    Softmax.backward(
      outer: outer, axis: length, inner: inner, y.pointer, times: scale ?? 1,
      upstream: upstream.pointer, into: dx.pointer)
    return dx
  }
}
