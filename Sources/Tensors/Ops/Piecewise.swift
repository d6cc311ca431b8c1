/// |x|. Its gradient at 0 is 0.
public func abs(_ x: Tensor) -> Tensor {
  elementwise(x) { magnitude($0) }.recorded(x) {
    elementwise($0, sameShape: x) {
      $0.replacing(with: -$0, where: $1 .< 0).replacing(with: 0, where: $1 .== 0)
    }
  }
}

/// The larger of each pair, with broadcasting. Where both are equal each gets half of the gradient.
public func maximum(_ x: Tensor, _ y: Tensor) -> Tensor {
  elementwise("maximum", x, y) { $0.replacing(with: $1, where: $1 .> $0) }
    .recorded(
      x, { ($0 * share(of: x, over: y)).summed(to: x.shape) },
      y, { ($0 * share(of: y, over: x)).summed(to: y.shape) })
}

/// The smaller of each pair, with broadcasting. Where both are equal each gets half of the gradient.
public func minimum(_ x: Tensor, _ y: Tensor) -> Tensor {
  elementwise("minimum", x, y) { $0.replacing(with: $1, where: $1 .< $0) }
    .recorded(
      x, { ($0 * share(of: y, over: x)).summed(to: x.shape) },
      y, { ($0 * share(of: x, over: y)).summed(to: y.shape) })
}

/// 1 where x is larger, ½ where both are equal, else 0.
private func share(of x: Tensor, over y: Tensor) -> Tensor { (x .> y) + 0.5 * (x .== y) }

/// x brought into the range. The gradient passes where x lies inside, ends included.
public func clamp(_ x: Tensor, _ range: ClosedRange<Float>) -> Tensor {
  let (low, high) = (range.lowerBound, range.upperBound)
  return elementwise(x) {
    $0.replacing(with: low, where: $0 .< low).replacing(with: high, where: $0 .> high)
  }
  .recorded(x) {
    elementwise($0, sameShape: x) { $0.replacing(with: 0, where: ($1 .< low) .| ($1 .> high)) }
  }
}
