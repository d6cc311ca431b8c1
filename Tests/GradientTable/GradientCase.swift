import Tensors

/// A row of the gradient table: an operation and inputs to check it at.
package struct GradientCase: Sendable {
  package let name: String
  package let inputs: [Tensor]
  package let operation: @Sendable ([Tensor]) -> Tensor

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

  package var testDescription: String {
    name + " " + inputs.map { "\($0.shape)" }.joined(separator: " ")
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

/// Shapes that meet in broadcasting: equal, repeated inside, repeated in front, on both sides, a single
/// number, axes of length 1, rows shorter and longer than a vector.
private let pairs: [(Shape, Shape)] = [
  ([], []), ([1], [1]), ([3], [3]), ([2, 3], [3]), ([2, 3], [2, 1]), ([2, 1], [1, 3]),
  ([2, 3], []), ([], [4]), ([1], [2, 3]), ([4, 1, 2], [3, 1]), ([3, 20], [20]), ([3, 20], [3, 1]),
  ([2, 3, 20], [3, 20]), ([2, 1, 20], [2, 3, 1]), ([2, 2, 2, 2], [1, 2, 1, 2]),
]

/// A row for each of these pairs.
func binary(
  _ name: String, x: ClosedRange<Float> = -2...2, y: ClosedRange<Float> = -2...2,
  _ operation: @escaping @Sendable (Tensor, Tensor) -> Tensor
) -> [GradientCase] {
  pairs.map { GradientCase(name, spread($0, x), spread($1, y), operation) }
}

/// Inputs on two grids, so that no two numbers come closer than 0.05. A tenth of both is added, because
/// one input may win everywhere and leave the other no gradient to check.
func compared(
  _ name: String, _ operation: @escaping @Sendable (Tensor, Tensor) -> Tensor
) -> [GradientCase] {
  func onGrid(_ x: Tensor, _ offset: Float) -> Tensor {
    Tensor(x.scalars.map { ($0 * 10).rounded() / 10 + offset }, shape: x.shape)
  }
  return pairs.map { x, y in
    GradientCase(name, onGrid(spread(x), 0), onGrid(spread(y, -1.7...2.2), 0.05)) {
      operation($0, $1) + 0.1 * $0 + 0.1 * $1
    }
  }
}

/// A row for each of five shapes.
func unary(
  _ name: String, _ range: ClosedRange<Float> = -2...2,
  _ operation: @escaping @Sendable (Tensor) -> Tensor
) -> [GradientCase] {
  [[], [1], [5], [3, 7], [2, 3, 5]].map { GradientCase(name, spread($0, range), operation) }
}
