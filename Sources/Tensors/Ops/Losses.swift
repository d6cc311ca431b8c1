/// The mean squared error over all elements. Traps unless both shapes are equal: broadcasting here is nearly
/// always a mistake, `[batch]` against `[batch, 1]` would compare each with each.
public func mse(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  meanLoss("mse", prediction, target, { $0 * $0 }, slope: { 2 * $0 })
}

/// The mean absolute error over all elements. Traps unless both shapes are equal.
public func l1(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  meanLoss("l1", prediction, target, { magnitude($0) }) { difference in
    copySign(of: difference, to: Lanes(repeating: 1))
      .replacing(with: 0, where: difference .== 0)
  }
}

/// The Huber loss (1964), a mean over all elements: half the squared difference up to `delta`, beyond it
/// delta · (|difference| − delta / 2). Traps unless both shapes are equal and `delta` is positive.
public func huber(_ prediction: Tensor, _ target: Tensor, delta: Float = 1) -> Tensor {
  require(delta > 0, "huber: delta is \(delta), it must be positive")
  // With c the difference brought within ± delta, both branches are c · (difference − c / 2).
  @inline(__always)
  func clipped(_ difference: Lanes) -> Lanes {
    difference.replacing(with: delta, where: difference .> delta)
      .replacing(with: -delta, where: difference .< -delta)
  }
  return meanLoss("huber", prediction, target, { clipped($0) * ($0 - 0.5 * clipped($0)) }) {
    clipped($0)
  }
}

/// The cross-entropy of softmax with the labels: the mean over the batch of −ln of the label's probability, within
/// a unit in its last place, `logSoftmax` at the labels.
///
/// - Parameters:
///   - logits: `[batch, classes]`.
///   - labels: a class for each row, counted from 0. Traps on one out of range.
public func crossEntropy(_ logits: Tensor, labels: [Int]) -> Tensor {
  require(
    logits.shape.rank == 2 && logits.shape[0] == labels.count,
    "crossEntropy: logits of shape \(logits.shape) with \(labels.count) labels;"
      + " they must be [batch, classes] with a label for each row")
  let (rows, classes) = (labels.count, logits.shape[1])
  let constant = logits.detached
  let sums = LogSumExp((rows, classes, 1), constant.pointer)
  var total = 0.0
  for (row, label) in labels.enumerated() {
    require(
      label >= 0 && label < classes, "crossEntropy: label \(label) is not in 0..<\(classes)")
    total -= sums.logShare(of: constant.pointer[row * classes + label], row)
  }
  return Tensor(Float(total / Double(rows))).recorded("crossEntropy", logits) { upstream in
    // softmax − 1 at the label, over the number of rows.
    let share = upstream.item / Float(max(1, rows))
    let result = softmax(constant) * share
    for (row, label) in labels.enumerated() { result.pointer[row * classes + label] -= share }
    return result
  }
}

/// The mean of `loss` of the differences, whose slope at each is `slope`.
@inline(__always)
private func meanLoss(
  _ op: StaticString, _ prediction: Tensor, _ target: Tensor, _ loss: (Lanes) -> Lanes,
  slope: @escaping (Lanes) -> Lanes
) -> Tensor {
  require(
    prediction.shape == target.shape,
    "\(op): the prediction \(prediction.shape) and the target \(target.shape) differ in shape")
  let difference = elementwise(prediction, sameShape: target) { $0 - $1 }
  let share = 1 / Float(max(1, prediction.count))
  @inline(__always)
  func gradient(_ upstream: Float) -> Tensor {
    let share = upstream * share
    return elementwise(difference) { slope($0) * share }
  }
  return elementwise(difference, loss).mean()
    .recorded(op, prediction, { gradient($0.item) }, target, { gradient(-$0.item) })
}
