/// The mean of squared differences over everything. Both shapes must be equal: broadcasting here is
/// nearly always a mistake, `[batch]` against `[batch, 1]` would compare each with each.
public func mse(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  require(
    prediction.shape == target.shape,
    "mse: the prediction \(prediction.shape) and the target \(target.shape) differ in shape")
  let difference = elementwise(prediction, sameShape: target) { $0 - $1 }
  let scale = 2 / Float(max(1, prediction.count))
  return square(difference).mean().recorded(
    prediction, { $0.item * scale * difference },
    target, { -$0.item * scale * difference })
}
