/// The absolute value |x|. Its gradient at 0 and at NaN is 0.
public func abs(_ x: Tensor) -> Tensor {
  elementwise(x) { magnitude($0) }.recorded("abs", x) {
    elementwise($0, sameShape: x) {
      Lanes().replacing(with: $0, where: $1 .> 0).replacing(with: -$0, where: $1 .< 0)
    }
  }
}

/// The larger of each pair, with broadcasting; NaN where either is NaN. Where both are equal each gets half of
/// the gradient, where either is NaN each gets all of it, as in PyTorch.
public func maximum(_ x: Tensor, _ y: Tensor) -> Tensor {
  winner("maximum", x, y, { larger($0, $1) }) {
    Lanes(repeating: 1).replacing(with: 0.5, where: $0 .== $1).replacing(with: 0, where: $0 .< $1)
  }
}

/// The smaller of each pair, as `maximum`.
public func minimum(_ x: Tensor, _ y: Tensor) -> Tensor {
  winner("minimum", x, y, { smaller($0, $1) }) {
    Lanes(repeating: 1).replacing(with: 0.5, where: $0 .== $1).replacing(with: 0, where: $0 .> $1)
  }
}

/// The winner of each pair; `share` is the first one's part of the gradient.
@inline(__always)
private func winner(
  _ op: StaticString, _ x: Tensor, _ y: Tensor, _ value: (Lanes, Lanes) -> Lanes,
  share: @escaping (Lanes, Lanes) -> Lanes
) -> Tensor {
  elementwise(op, x, y, value).recorded(
    op, x, { ($0 * elementwise(op, x, y, share)).unbroadcast(to: x.shape) },
    y, { ($0 * elementwise(op, y, x, share)).unbroadcast(to: y.shape) })
}

/// Clips x to the range; NaN stays. The gradient passes where x lies inside, ends included; it is 0 at NaN.
public func clamp(_ x: Tensor, _ range: ClosedRange<Float>) -> Tensor {
  let (low, high) = (range.lowerBound, range.upperBound)
  return elementwise(x) {
    $0.replacing(with: low, where: $0 .< low).replacing(with: high, where: $0 .> high)
  }
  .recorded("clamp", x) {
    elementwise($0, sameShape: x) {
      Lanes().replacing(with: $0, where: ($1 .>= low) .& ($1 .<= high))
    }
  }
}
