/// The cross-entropy of independent yes-or-no probabilities σ(logits), a mean over all elements (PyTorch's
/// `binary_cross_entropy_with_logits`): exact for logits of any size. Traps unless both shapes are equal.
///
/// - Parameter target: probabilities, mostly 0 or 1.
public func binaryCrossEntropy(logits: Tensor, target: Tensor) -> Tensor {
  requireSameShape("binaryCrossEntropy", logits, target)
  // Both terms are positive, so that nothing cancels.
  return (target * softplus(-logits) + (1 - target) * softplus(logits)).mean()
}

/// The cross-entropy of independent yes-or-no probabilities, a mean over all elements, their logarithms not below
/// −100, as in PyTorch. Of a network's raw outputs take the one with `logits`, which is more exact. Traps on
/// probabilities outside 0…1, and unless both shapes are equal.
public func binaryCrossEntropy(probabilities: Tensor, target: Tensor) -> Tensor {
  requireSameShape("binaryCrossEntropy", probabilities, target)
  let (p, t) = (probabilities.detached, target.detached)
  for i in 0..<p.count where p.pointer[i] < 0 || p.pointer[i] > 1 {
    fail("binaryCrossEntropy: \(p.pointer[i]) is no probability; logits have a label of their own")
  }
  let (yes, no) = (clamp(log(p), -100...0), clamp(log1p(-p), -100...0))
  let share = 1 / Float(max(1, p.count))
  return (-(t * yes + (1 - t) * no)).mean().recorded(
    "binaryCrossEntropy", probabilities,
    { (p - t) / clamp(p * (1 - p), 1e-12...1) * ($0.item * share) },
    target, { (no - yes) * ($0.item * share) })
}

/// The Kullback–Leibler divergence Σ p (ln p − ln q) of predicted probabilities q from the target's p, a mean over
/// the batch: PyTorch's `kl_div` with `reduction="batchmean"`, whose default divides by the number of all
/// elements instead.
///
/// - Parameters:
///   - logProbabilities: ln q, `[batch, …]`, such as a `logSoftmax`.
///   - target: p, in the same shape. Where it is 0 the term is 0. Traps on another shape.
public func klDivergence(logProbabilities: Tensor, target: Tensor) -> Tensor {
  requireSameShape("klDivergence", logProbabilities, target)
  require(target.shape.rank >= 2, "klDivergence: \(target.shape) is not [batch, …]")
  let (q, p) = (logProbabilities.detached, target.detached)
  let share = 1 / Float(max(1, p.shape[0]))
  func whereSome(_ x: Tensor) -> Tensor {
    elementwise(x, sameShape: p) { $0.replacing(with: 0, where: $1 .== 0) }
  }
  return (whereSome(p * (log(p) - q)).sum() * share).recorded(
    "klDivergence", logProbabilities, { p * (-$0.item * share) },
    target, { whereSome(log(p) + 1 - q) * ($0.item * share) })
}

/// The negative log-likelihood of the labels, a mean over the batch (`nll_loss` of PyTorch): with `logSoftmax` in
/// front it is `crossEntropy`. Traps on a label out of range.
///
/// - Parameters:
///   - logProbabilities: `[batch, classes]`.
///   - labels: a class for each row, counted from 0.
public func negativeLogLikelihood(_ logProbabilities: Tensor, labels: [Int]) -> Tensor {
  let shape = logProbabilities.shape
  require(
    shape.rank == 2 && shape[0] == labels.count,
    "negativeLogLikelihood: log-probabilities of shape \(shape) with \(labels.count) labels;"
      + " they must be [batch, classes] with a label for each row")
  if let label = labels.first(where: { $0 < 0 || $0 >= shape[1] }) {
    fail("negativeLogLikelihood: label \(label) is not in 0..<\(shape[1])")
  }
  return -logProbabilities.gathered(labels, axis: 1).mean()
}

private func requireSameShape(_ op: StaticString, _ prediction: Tensor, _ target: Tensor) {
  require(
    prediction.shape == target.shape,
    "\(op): the prediction \(prediction.shape) and the target \(target.shape) differ in shape")
}
