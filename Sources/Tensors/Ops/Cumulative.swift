/// Running values along an axis, in double precision, so that they do not drift: `next` gets the one before, nil at
/// the start, and its own and that position.
private func scanned(
  _ shape: Shape, axis: Int, backwards: Bool = false,
  _ next: (_ before: Double?, _ position: Int, _ neighbor: Int) -> Double
) -> Tensor {
  let (outer, length, inner) = shape.split(at: axis)
  let result = Tensor(uninitialized: shape)
  for place in 0..<outer * inner {
    let start = place / inner * length * inner + place % inner
    var before: Double?
    for i in 0..<length {
      let position = start + (backwards ? length - 1 - i : i) * inner
      before = next(before, position, backwards ? position + inner : position - inner)
      result.pointer[position] = Float(before!)
    }
  }
  return result
}

/// Running sums along an axis, each element included, in the shape of `x`.
public func cumulativeSum(_ x: Tensor, axis: Int = 0) -> Tensor {
  let axis = x.shape.resolved(axis, for: "cumulativeSum")
  func scan(_ x: Tensor, backwards: Bool) -> Tensor {
    scanned(x.shape, axis: axis, backwards: backwards) { before, i, _ in
      (before ?? 0) + Double(x.pointer[i])
    }
  }
  return scan(x, backwards: false).recorded("cumulativeSum", x) { scan($0, backwards: true) }
}

/// Running products along an axis, each element included. The gradient is exact at zeros too.
public func cumulativeProduct(_ x: Tensor, axis: Int = 0) -> Tensor {
  let axis = x.shape.resolved(axis, for: "cumulativeProduct")
  let y = scanned(x.shape, axis: axis) { before, i, _ in (before ?? 1) * Double(x.pointer[i]) }
  return y.recorded("cumulativeProduct", x) { upstream in
    // y[j] depends on x[i ≤ j] as y[i − 1] · x[i + 1] ⋯ x[j], so r[i] = upstream[i] + x[i + 1] r[i + 1]
    // gathers all j from the end, and the gradient is y[i − 1] r[i].
    let r = scanned(x.shape, axis: axis, backwards: true) { before, i, next in
      Double(upstream.pointer[i]) + (before.map { Double(x.pointer[next]) * $0 } ?? 0)
    }
    return scanned(x.shape, axis: axis) { before, i, preceding in
      Double(r.pointer[i]) * (before == nil ? 1 : Double(y.pointer[preceding]))
    }
  }
}
