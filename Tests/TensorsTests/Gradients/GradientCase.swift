import Tensors
import Testing

/// A row of the gradient table: an operation and inputs to check it at.
struct GradientCase: Sendable, CustomTestStringConvertible {
  let name: String
  let inputs: [Tensor]
  let operation: @Sendable ([Tensor]) -> Tensor

  /// One input.
  init(_ name: String, _ x: Tensor, _ operation: @escaping @Sendable (Tensor) -> Tensor) {
    self.init(name, [x]) { operation($0[0]) }
  }

  /// Two inputs.
  init(
    _ name: String, _ x: Tensor, _ y: Tensor,
    _ operation: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) {
    self.init(name, [x, y]) { operation($0[0], $0[1]) }
  }

  init(
    _ name: String, _ inputs: [Tensor], _ operation: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.name = name
    self.inputs = inputs
    self.operation = operation
  }

  var testDescription: String {
    name + " " + inputs.map { $0.shape.description }.joined(separator: " ")
  }
}

/// Numbers spread over `range` in no particular order, away from each other: for operations with kinks
/// where two are equal.
func spread(_ shape: Shape, _ range: ClosedRange<Float> = -2...2) -> Tensor {
  let count = shape.count
  let order = Random(seed: 7).stream("spread \(shape)").permutation(count)
  let width = range.upperBound - range.lowerBound
  return Tensor(
    order.map { range.lowerBound + width * (Float($0) + 0.37) / Float(count) }, shape: shape)
}
