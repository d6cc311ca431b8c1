/// Running values along an axis: `next` gets the one before, nil at the start, and its own and that position.
private func scanned(
  _ shape: Shape, axis: Int, backwards: Bool = false,
  _ next: (_ before: Float?, _ position: Int, _ neighbor: Int) -> Float
) -> Tensor {
  let (outer, length, inner) = shape.split(at: axis)
  let result = Tensor(uninitialized: shape)
  for place in 0..<outer * inner {
    let start = place / inner * length * inner + place % inner
    var before: Float?
    for i in 0..<length {
      let position = start + (backwards ? length - 1 - i : i) * inner
      before = next(before, position, backwards ? position + inner : position - inner)
      result.pointer[position] = before!
    }
  }
  return result
}

/// Running sums along an axis, each element included, in the shape of `x`.
public func cumulativeSum(_ x: Tensor, axis: Int = 0) -> Tensor {
  let axis = x.shape.resolved(axis, for: "cumulativeSum")
  func scan(_ x: Tensor, backwards: Bool) -> Tensor {
    scanned(x.shape, axis: axis, backwards: backwards) { before, i, _ in
      (before ?? 0) + x.pointer[i]
    }
  }
  return scan(x, backwards: false).recorded("cumulativeSum", x) { scan($0, backwards: true) }
}

/// Running products along an axis, each element included. The gradient is exact at zeros too.
public func cumulativeProduct(_ x: Tensor, axis: Int = 0) -> Tensor {
  let axis = x.shape.resolved(axis, for: "cumulativeProduct")
  let y = scanned(x.shape, axis: axis) { before, i, _ in (before ?? 1) * x.pointer[i] }
  return y.recorded("cumulativeProduct", x) { upstream in
    // y[j] depends on x[i ≤ j] as y[i − 1] · x[i + 1] ⋯ x[j], so r[i] = upstream[i] + x[i + 1] r[i + 1]
    // gathers all j from the end, and the gradient is y[i − 1] r[i].
    let r = scanned(x.shape, axis: axis, backwards: true) { before, i, next in
      before.map { upstream.pointer[i].addingProduct(x.pointer[next], $0) } ?? upstream.pointer[i]
    }
    return scanned(x.shape, axis: axis) { before, i, preceding in
      before == nil ? r.pointer[i] : y.pointer[preceding] * r.pointer[i]
    }
  }
}
