// Steps and tests of each number: constants, as comparisons are. No gradient flows through; PyTorch's is 0.

/// The largest whole number that is not larger than x.
public func floor(_ x: Tensor) -> Tensor { elementwise(x) { $0.rounded(.down) } }

/// The smallest whole number that is not smaller than x.
public func ceil(_ x: Tensor) -> Tensor { elementwise(x) { $0.rounded(.up) } }

/// The nearest whole number; of two, the even one, as in PyTorch and NumPy: 0.5 becomes 0, 1.5 and 2.5 become 2.
public func round(_ x: Tensor) -> Tensor { elementwise(x) { $0.rounded(.toNearestOrEven) } }

/// 1 above 0, −1 below, 0 at 0. NaN stays NaN, as in NumPy; PyTorch makes it 0.
public func sign(_ x: Tensor) -> Tensor {
  elementwise(x) { x in
    let one = copySign(of: x, to: Lanes(repeating: 1))
    return one.replacing(with: x, where: (x .== 0) .| (x .!= x))
  }
}

extension Tensor {
  /// 1 where a number is NaN, else 0.
  public var isNaN: Tensor { 1 - (self .== self) }

  /// 1 where a number is ∞ or −∞, else 0.
  public var isInfinite: Tensor { abs(detached) .== .infinity }

  /// 1 where a number is neither infinite nor NaN, else 0.
  public var isFinite: Tensor { abs(detached) .< .infinity }
}
