/// ln Σ eˣ over an axis, without overflow. The axis goes away unless it is kept with length 1.
public func logSumExp(_ x: Tensor, axis: Int = -1, keepingDimension keeps: Bool = false) -> Tensor {
  let axis = x.shape.resolved(axis, for: "logSumExp")
  let constant = x.detached
  let largest = clamp(
    constant.max(axis: axis, keepingDimension: true),
    -.greatestFiniteMagnitude ... .greatestFiniteMagnitude)
  let sum = exp(constant - largest).sum(axis: axis, keepingDimension: true)
  let kept = largest + log(sum)
  let result = keeps ? kept : kept.viewed(as: x.shape.removing(axis))
  return result.recorded("logSumExp", x) { $0.viewed(as: kept.shape) * exp(constant - kept) }
}

/// The softmax over an axis, exponentials divided by their sum: positive, adding up to 1.
public func softmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  softmax(x, axis: x.shape.resolved(axis, for: "softmax"), times: nil)
}

/// `softmax` times `scale`. Where that is nil, exponentials are divided by their sum, a rounding more exact.
func softmax(_ x: Tensor, axis: Int, times scale: Float?) -> Tensor {
  let view = x.shape.split(at: axis)
  let y = Tensor(uninitialized: x.shape)
  Softmax.forward(view, x.pointer, times: scale, into: y.pointer)
  return y.recorded("softmax", x) { upstream in
    let dx = Tensor(uninitialized: upstream.shape)
    Softmax.backward(
      view, y.pointer, times: scale ?? 1, upstream: upstream.pointer, into: dx.pointer)
    return dx
  }
}
