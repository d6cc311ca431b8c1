import Tensors

extension Module {
  /// Sets all parameters to numbers that follow one another, as in a file of `SafeTensors` after its header. Traps
  /// unless there are as many.
  public func load(_ numbers: UnsafeBufferPointer<Float>) {
    require(
      numbers.count == parameterCount,
      "load: \(numbers.count) numbers for \(parameterCount) in all parameters")
    var next = numbers.baseAddress!
    for (_, parameter) in parameters {
      let count = parameter.shape.count
      parameter.mutablePointer().update(from: next, count: count)
      next += count
    }
  }
}
