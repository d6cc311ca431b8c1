// What an optimizer does to each parameter, in one pass over its memory.

/// Adam: m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v),
/// x ← (1 − decay) x − rate · m / (√v · scale + ε).
package func adamStep(
  _ x: Parameter, gradient: Tensor, mean: Parameter, square: Parameter,
  rate: Float, scale: Float, beta1: Float, beta2: Float, epsilon: Float, decay: Float
) {
  let (take1, take2) = (Float(1 - Double(beta1)), Float(1 - Double(beta2)))
  let (x, mean, square) = (x.writable(), mean.writable(), square.writable())
  forVectors(gradient.count) {
    for i in $0 {
      let g = Lanes(gradient.pointer + i)
      let m0 = Lanes(mean + i)
      let v0 = Lanes(square + i)
      let m = m0.addingProduct(Lanes(repeating: take1), g - m0)
      let v = v0.addingProduct(Lanes(repeating: take2), g * g - v0)
      let step = m / (v.squareRoot() * scale + epsilon)
      m.store(to: mean + i)
      v.store(to: square + i)
      (Lanes(x + i) * (1 - decay)).addingProduct(Lanes(repeating: -rate), step)
        .store(to: x + i)
    }
  }
}

/// RMSProp: v ← v + (1 − α)(g² − v), x ← x − rate · g / (√v + ε).
package func rmsPropStep(
  _ x: Parameter, gradient: Tensor, square: Parameter, rate: Float, alpha: Float, epsilon: Float
) {
  let take = Float(1 - Double(alpha))
  let (x, square) = (x.writable(), square.writable())
  forVectors(gradient.count) {
    for i in $0 {
      let g = Lanes(gradient.pointer + i)
      let v0 = Lanes(square + i)
      let v = v0.addingProduct(Lanes(repeating: take), g * g - v0)
      v.store(to: square + i)
      Lanes(x + i)
        .addingProduct(Lanes(repeating: -rate), g / (v.squareRoot() + epsilon))
        .store(to: x + i)
    }
  }
}

/// average ← average + (1 − decay)(value − average).
package func averageStep(_ average: Parameter, towards value: Tensor, decay: Float) {
  let take = Float(1 - Double(decay))
  let average = average.writable()
  forVectors(value.count) {
    for i in $0 {
      let old = Lanes(average + i)
      old.addingProduct(Lanes(repeating: take), Lanes(value.pointer + i) - old)
        .store(to: average + i)
    }
  }
}
