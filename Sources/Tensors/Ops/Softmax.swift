/// ln Σ eˣ over an axis, without overflow, within a unit in its last place. The axis goes away unless it is kept
/// with length 1. Traps on an axis of length 0.
public func logSumExp(_ x: Tensor, axis: Int = -1, keepingDimension keeps: Bool = false) -> Tensor {
  let line = Line("logSumExp", x.shape, axis, keeps)
  require(line.view.axis > 0, "logSumExp: \(x.shape) has no elements along the axis \(axis)")
  let sums = LogSumExp(line.view, x.pointer)
  let result = Tensor(uninitialized: line.result)
  for i in 0..<result.count { result.pointer[i] = Float(sums.value(i)) }
  return result.recorded("logSumExp", x) { upstream in
    elementwise("logSumExp", softmax(x.detached, axis: axis), upstream.viewed(as: line.kept)) {
      $0 * $1
    }
  }
}

/// The logarithm of `softmax` over an axis, x − ln Σ eˣ, from differences to the largest number: adding a constant
/// to the axis changes nothing, and results near 0 are exact too. NaN all along an axis that holds NaN or ∞, or −∞
/// alone.
public func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  let line = Line("logSoftmax", x.shape, axis, true)
  let (outer, length, inner) = line.view
  let y = Tensor(uninitialized: x.shape)
  if y.count > 0 {
    let sums = LogSumExp(line.view, x.pointer)
    parallel(rows: outer, of: length * inner) { rows in
      for row in rows {
        for k in row * length..<(row + 1) * length {
          for i in 0..<inner {
            let place = k * inner + i
            y.pointer[place] = Float(sums.logShare(of: x.pointer[place], row * inner + i))
          }
        }
      }
    }
  }
  return y.recorded("logSoftmax", x) { upstream in
    upstream - exp(y) * upstream.sum(axis: axis, keepingDimension: true)
  }
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
