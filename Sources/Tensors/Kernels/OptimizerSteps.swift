/// Adam in one pass over memory: m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v),
/// x ← (1 − decay) x − rate · m / (√v · scale + ε).
package func adamStep(
  _ count: Int, _ x: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
  firstMoment m: UnsafeMutablePointer<Float>, secondMoment v: UnsafeMutablePointer<Float>,
  rate: Float, scale: Float, beta1: Float, beta2: Float, epsilon: Float, decay: Float
) {
  let (take1, take2) = (Float(1 - Double(beta1)), Float(1 - Double(beta2)))
  forVectors(count) {
    for i in $0 {
      let g = Lanes(gradient + i)
      let (m0, v0) = (Lanes(m + i), Lanes(v + i))
      let m1 = m0.addingProduct(Lanes(repeating: take1), g - m0)
      let v1 = v0.addingProduct(Lanes(repeating: take2), g * g - v0)
      let step = m1 / (v1.squareRoot() * scale + epsilon)
      m1.store(to: m + i)
      v1.store(to: v + i)
      (Lanes(x + i) * (1 - decay)).addingProduct(Lanes(repeating: -rate), step)
        .store(to: x + i)
    }
  }
}

/// RMSProp: v ← v + (1 − α)(g² − v), x ← x − rate · g / (√v + ε).
package func rmsPropStep(
  _ count: Int, _ x: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
  meanSquare v: UnsafeMutablePointer<Float>, rate: Float, alpha: Float, epsilon: Float
) {
  let take = Float(1 - Double(alpha))
  forVectors(count) {
    for i in $0 {
      let g = Lanes(gradient + i)
      let v0 = Lanes(v + i)
      let v1 = v0.addingProduct(Lanes(repeating: take), g * g - v0)
      v1.store(to: v + i)
      Lanes(x + i).addingProduct(Lanes(repeating: -rate), g / (v1.squareRoot() + epsilon))
        .store(to: x + i)
    }
  }
}

/// Exponential moving average: average ← average + (1 − decay)(value − average).
package func averageStep(
  _ count: Int, _ average: UnsafeMutablePointer<Float>, towards value: UnsafePointer<Float>,
  decay: Float
) {
  let take = Float(1 - Double(decay))
  forVectors(count) {
    for i in $0 {
      let old = Lanes(average + i)
      old.addingProduct(Lanes(repeating: take), Lanes(value + i) - old).store(to: average + i)
    }
  }
}
