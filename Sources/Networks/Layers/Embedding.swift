import Tensors

/// A learned vector for each of `count` classes, looked up by index: `[batch]` to `[batch, dimensions]`.
public struct Embedding: Module {
  /// `[count, dimensions]`; begins normal with mean 0 and variance 1, as in PyTorch.
  public let weight: Parameter

  /// A table of `count` vectors of `dimensions` numbers. Traps unless both are positive.
  public init(_ count: Int, _ dimensions: Int, random: RandomStream) {
    require(count > 0 && dimensions > 0, "Embedding: \(count) vectors of \(dimensions) dimensions")
    weight = Parameter(random.normal([count, dimensions]))
  }

  /// The vectors of these indices, `[indices, dimensions]`. Traps on an index that is not below the count.
  public func callAsFunction(_ indices: [Int]) -> Tensor { weight.value.rows(indices) }
}
