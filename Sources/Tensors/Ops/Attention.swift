/// Scaled dot-product attention (Vaswani et al. 2017, equation 1): softmax(q kᵀ / √d) v.
/// Queries `[…, n, d]`, keys `[…, m, d]` and values `[…, m, e]` give `[…, n, e]`. Traps unless the axes in front,
/// such as batch and heads, are equal.
public func attention(_ q: Tensor, _ k: Tensor, _ v: Tensor) -> Tensor {
  recording(as: "attention") {
    let scores = attentionScores(q, k, v)
    return product(softmax(scores, axis: scores.shape.rank - 1, times: 1), v)
  }
}

/// `attention` to the keys that a mask allows. Traps also where the mask does not broadcast to `[…, n, m]`.
public func attention(_ q: Tensor, _ k: Tensor, _ v: Tensor, mask: AttentionMask) -> Tensor {
  recording(as: "attention") { product(mask.softmax(attentionScores(q, k, v)), v) }
}

private func attentionScores(_ q: Tensor, _ k: Tensor, _ v: Tensor) -> Tensor {
  // Scaling q costs less than scaling the scores.
  product(q * attentionScale("attention", q, k, v), k, transposeY: true)
}

/// Attention whose cost grows with n rather than n² (Shen et al. 2021, "Efficient attention"):
/// (softmax of q over d / √d) · ((softmax of k over m)ᵀ v). Shapes and traps are those of `attention`.
public func linearAttention(_ q: Tensor, _ k: Tensor, _ v: Tensor) -> Tensor {
  let scale = attentionScale("linearAttention", q, k, v)
  return recording(as: "linearAttention") {
    let queries = softmax(q, axis: q.shape.rank - 1, times: scale)
    let keys = softmax(k, axis: k.shape.rank - 2, times: 1)
    return product(queries, product(keys, v, transposeX: true))
  }
}

/// 1 / √d. Traps where the shapes do not fit.
private func attentionScale(_ op: StaticString, _ q: Tensor, _ k: Tensor, _ v: Tensor) -> Float {
  let rank = q.shape.rank
  require(
    rank >= 2 && k.shape.rank == rank && v.shape.rank == rank
      && q.shape.prefix(rank - 2) == k.shape.prefix(rank - 2)
      && k.shape.prefix(rank - 1) == v.shape.prefix(rank - 1) && q.shape[-1] == k.shape[-1],
    "\(op): queries \(q.shape), keys \(k.shape), values \(v.shape):"
      + " they must be […, n, d], […, m, d] and […, m, e]")
  return 1 / Float(max(1, q.shape[-1])).squareRoot()
}
