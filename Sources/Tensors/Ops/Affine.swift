/// x · weight + bias, in one pass: `[…, inputs]` × `[inputs, outputs]` + `[outputs]`.
public func affine(_ x: Tensor, weight: Tensor, bias: Tensor) -> Tensor {
  require(
    weight.shape.rank == 2 && bias.shape == [weight.shape[1]],
    "affine: a weight of shape \(weight.shape) with a bias of shape \(bias.shape)")
  let (inputs, outputs) = (weight.shape[0], weight.shape[1])
  require(
    x.shape.rank >= 1 && x.shape[-1] == inputs,
    "affine: \(x.shape) × \(weight.shape): the last axis of the input must have \(inputs)")
  let rows: Shape = [x.shape.prefix(x.shape.rank - 1).count, inputs]
  let result = product(x.viewed(as: rows), weight, bias: bias)
  let flat = result.shape
  let last = x.shape.rank - 1
  return result.viewed(as: x.shape.replacing(last, with: outputs))
    .recorded(
      x, { product($0.viewed(as: flat), weight, transposeY: true).viewed(as: x.shape) },
      weight, { product(x.viewed(as: rows), $0.viewed(as: flat), transposeX: true) }
    )
    .recorded(bias) { $0.summed(to: bias.shape) }
}
