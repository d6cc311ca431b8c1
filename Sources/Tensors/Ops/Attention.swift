/// Softmax attention (Vaswani et al. 2017): softmax(q kᵀ / √d) v.
///
/// `[…, n, d]` × `[…, m, d]` × `[…, m, e]` gives `[…, n, e]`. The axes in front, such as batch and heads,
/// are equal.
public func attention(_ q: Tensor, _ k: Tensor, _ v: Tensor) -> Tensor {
  requireAttentionShapes("attention", q, k, v)
  let scale = 1 / Float(max(1, q.shape[-1])).squareRoot()
  let (q0, k0, v0) = (q.detached, k.detached, v.detached)
  // Scaling q costs less than scaling the weights.
  let scaled = elementwise(q0) { $0 * scale }
  let weights = product(scaled, k0, transposeY: true)
  let (rows, length) = (weights.count / max(1, k.shape[-2]), k.shape[-2])
  Softmax.forward(
    outer: rows, axis: length, inner: 1, weights.pointer, times: 1, into: weights.pointer)
  return product(weights, v0).recorded([q, k, v]) { upstream in
    let dWeights = product(upstream, v0, transposeY: true)
    Softmax.backward(
      outer: rows, axis: length, inner: 1, weights.pointer, upstream: dWeights.pointer,
      into: dWeights.pointer)
    let dScaled = product(dWeights, k0)
    return [
      elementwise(dScaled) { $0 * scale }, product(dWeights, scaled, transposeX: true),
      product(weights, upstream, transposeX: true),
    ]
  }
}

/// Attention whose cost grows with n rather than n² (Shen et al. 2021, "Efficient attention"):
/// (softmax of q over d / √d) · ((softmax of k over m)ᵀ v).
///
/// `[…, n, d]` × `[…, m, d]` × `[…, m, e]` gives `[…, n, e]`. The axes in front, such as batch and heads,
/// are equal.
public func linearAttention(_ q: Tensor, _ k: Tensor, _ v: Tensor) -> Tensor {
  requireAttentionShapes("linearAttention", q, k, v)
  let (d, m) = (q.shape[-1], k.shape[-2])
  let scale = 1 / Float(max(1, d)).squareRoot()
  let (queries, keys, values) = (
    Tensor(uninitialized: q.shape), Tensor(uninitialized: k.shape), v.detached
  )
  let (rows, matrices) = (q.count / max(1, d), k.count / max(1, m * d))
  Softmax.forward(
    outer: rows, axis: d, inner: 1, q.pointer, times: scale, into: queries.pointer)
  Softmax.forward(outer: matrices, axis: m, inner: d, k.pointer, times: 1, into: keys.pointer)
  let context = product(keys, values, transposeX: true)
  return product(queries, context).recorded([q, k, v]) { upstream in
    let dContext = product(queries, upstream, transposeX: true)
    let dQueries = product(upstream, context, transposeY: true)
    let dKeys = product(values, dContext, transposeY: true)
    Softmax.backward(
      outer: rows, axis: d, inner: 1, queries.pointer, times: scale, upstream: dQueries.pointer,
      into: dQueries.pointer)
    Softmax.backward(
      outer: matrices, axis: m, inner: d, keys.pointer, upstream: dKeys.pointer,
      into: dKeys.pointer)
    return [dQueries, dKeys, product(keys, dContext)]
  }
}

private func requireAttentionShapes(_ op: StaticString, _ q: Tensor, _ k: Tensor, _ v: Tensor) {
  let rank = q.shape.rank
  require(
    rank >= 2 && k.shape.rank == rank && v.shape.rank == rank
      && q.shape.prefix(rank - 2) == k.shape.prefix(rank - 2)
      && k.shape.prefix(rank - 1) == v.shape.prefix(rank - 1) && q.shape[-1] == k.shape[-1],
    "\(op): queries \(q.shape), keys \(k.shape), values \(v.shape):"
      + " they must be […, n, d], […, m, d] and […, m, e]")
}
