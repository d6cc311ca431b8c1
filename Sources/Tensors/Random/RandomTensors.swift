extension RandomStream {
  /// A tensor of numbers from the normal distribution with mean 0 and variance 1.
  public func normal(_ shape: Shape) -> Tensor {
    let result = Tensor(uninitialized: shape)
    fillNormal(shape.count, into: result.pointer)
    return result
  }

  /// A tensor of numbers spread evenly from `range`'s lower bound to just below its upper one.
  public func uniform(_ shape: Shape, in range: ClosedRange<Float> = 0...1) -> Tensor {
    let result = Tensor(uninitialized: shape)
    fillUniform(shape.count, in: range, into: result.pointer)
    return result
  }
}
