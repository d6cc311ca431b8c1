// What an optimizer does to each parameter, in one pass over its memory.

/// Adam: m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v), x ← x − rate · m / (√v · scale + ε).
package func adamStep(
  _ x: Parameter, gradient: Tensor, mean: Parameter, square: Parameter,
  rate: Float, scale: Float, beta1: Float, beta2: Float, epsilon: Float
) {
  let (take1, take2) = (Float(1 - Double(beta1)), Float(1 - Double(beta2)))
  let (x, mean, square) = (x.writable(), mean.writable(), square.writable())
  forVectors(gradient.count) { i, width in
    let g = Lanes(gradient.pointer + i, first: width)
    let m0 = Lanes(mean + i, first: width)
    let v0 = Lanes(square + i, first: width)
    let m = m0.addingProduct(Lanes(repeating: take1), g - m0)
    let v = v0.addingProduct(Lanes(repeating: take2), g * g - v0)
    let step = m / (v.squareRoot() * scale + epsilon)
    m.store(to: mean + i, first: width)
    v.store(to: square + i, first: width)
    Lanes(x + i, first: width).addingProduct(Lanes(repeating: -rate), step)
      .store(to: x + i, first: width)
  }
}

/// RMSProp: v ← v + (1 − α)(g² − v), x ← x − rate · g / (√v + ε).
package func rmsPropStep(
  _ x: Parameter, gradient: Tensor, square: Parameter, rate: Float, alpha: Float, epsilon: Float
) {
  let take = Float(1 - Double(alpha))
  let (x, square) = (x.writable(), square.writable())
  forVectors(gradient.count) { i, width in
    let g = Lanes(gradient.pointer + i, first: width)
    let v0 = Lanes(square + i, first: width)
    let v = v0.addingProduct(Lanes(repeating: take), g * g - v0)
    v.store(to: square + i, first: width)
    Lanes(x + i, first: width)
      .addingProduct(Lanes(repeating: -rate), g / (v.squareRoot() + epsilon))
      .store(to: x + i, first: width)
  }
}

/// average ← average + (1 − decay)(value − average).
package func averageStep(_ average: Parameter, towards value: Tensor, decay: Float) {
  let take = Float(1 - Double(decay))
  let average = average.writable()
  forVectors(value.count) { i, width in
    let old = Lanes(average + i, first: width)
    old.addingProduct(Lanes(repeating: take), Lanes(value.pointer + i, first: width) - old)
      .store(to: average + i, first: width)
  }
}

/// `body(start, width)` for each vector of `0..<count`, in parallel. All are full but the last.
@inline(__always)
private func forVectors(_ count: Int, _ body: (_ start: Int, _ width: Int) -> Void) {
  forChunks(count) { start, end in
    var i = start
    while i + 16 <= end {
      body(i, 16)
      i += 16
    }
    if i < end { body(i, end - i) }
  }
}
