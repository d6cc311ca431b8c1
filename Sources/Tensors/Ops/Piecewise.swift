/// The absolute value |x|. Its gradient at 0 is 0.
public func abs(_ x: Tensor) -> Tensor {
  elementwise(x) { magnitude($0) }.recorded("abs", x) {
    elementwise($0, sameShape: x) {
      $0.replacing(with: -$0, where: $1 .< 0).replacing(with: 0, where: $1 .== 0)
    }
  }
}

/// The larger of each pair, with broadcasting. Where both are equal each gets half of the gradient.
public func maximum(_ x: Tensor, _ y: Tensor) -> Tensor {
  winner("maximum", x, y, { $0.replacing(with: $1, where: $1 .> $0) }) { $0 .> $1 }
}

/// The smaller of each pair, with broadcasting. Where both are equal each gets half of the gradient.
public func minimum(_ x: Tensor, _ y: Tensor) -> Tensor {
  winner("minimum", x, y, { $0.replacing(with: $1, where: $1 .< $0) }) { $0 .< $1 }
}

/// The winner of each pair, which gets the gradient.
@inline(__always)
private func winner(
  _ op: StaticString, _ x: Tensor, _ y: Tensor, _ value: (Lanes, Lanes) -> Lanes,
  wins: @escaping (Tensor, Tensor) -> Tensor
) -> Tensor {
  func share(of x: Tensor, over y: Tensor) -> Tensor { wins(x, y) + 0.5 * (x .== y) }
  return elementwise(op, x, y, value).recorded(
    op, x, { ($0 * share(of: x, over: y)).unbroadcast(to: x.shape) },
    y, { ($0 * share(of: y, over: x)).unbroadcast(to: y.shape) })
}

/// Clips x to the range. The gradient passes where x lies inside, ends included.
public func clamp(_ x: Tensor, _ range: ClosedRange<Float>) -> Tensor {
  let (low, high) = (range.lowerBound, range.upperBound)
  return elementwise(x) {
    $0.replacing(with: low, where: $0 .< low).replacing(with: high, where: $0 .> high)
  }
  .recorded("clamp", x) {
    elementwise($0, sameShape: x) { $0.replacing(with: 0, where: ($1 .< low) .| ($1 .> high)) }
  }
}
