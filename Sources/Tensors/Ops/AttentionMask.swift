/// The keys that each query of `attention` may attend to. A mask's tensor broadcasts to the scores `[…, n, m]`:
/// `[m]` masks keys for all queries, `[batch, 1, 1, m]` each image's own where the axis behind it is of heads.
/// A query that may attend to no key gets zeros.
public enum AttentionMask: Sendable {
  /// Query i attends to the keys up to i.
  case causal
  /// Attends where the number is not 0 (`True` in a boolean `attn_mask` of PyTorch; where its
  /// `MultiheadAttention` has `True`, it does not attend).
  case allowing(Tensor)
  /// Adds to the scores before the softmax; −∞ excludes a key.
  case adding(Tensor)

  /// The softmax of scores `[…, n, m]` over the last axis, 0 for keys that are left out. Traps unless the mask
  /// broadcasts.
  func softmax(_ scores: Tensor) -> Tensor {
    let shape = scores.shape
    let (added, allowed): (Tensor?, Tensor)
    switch self {
    case .causal:
      let queries = Tensor.arange(shape[-2]).expanded(at: 1)
      (added, allowed) = (nil, Tensor.arange(shape[-1]) .<= queries)
    case .allowing(let mask): (added, allowed) = (nil, mask.detached)
    case .adding(let mask): (added, allowed) = (mask, mask .> -.infinity)
    }
    require(
      allowed.shape.broadcast(with: shape) == shape,
      "attention: a mask of shape \(allowed.shape) does not broadcast to the scores \(shape)")
    // Left out again behind the softmax: over no key at all it is NaN.
    let masked = select(allowed, added.map { scores + $0 } ?? scores, Tensor(-.infinity))
    return select(allowed, Tensors.softmax(masked), Tensor(0))
  }
}
