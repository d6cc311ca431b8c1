/// A rotation of two axes by an angle of at most 45°.
struct Rotation {
  let cosine, sine, tangent: Double

  /// The smaller of the two angles with cot 2θ = `cotangent`, which may be infinite (Rutishauser 1966).
  init(cotangentOfDouble cotangent: Double) {
    let root = (cotangent * cotangent + 1).squareRoot()
    tangent = (cotangent < 0 ? -1 : 1) / (abs(cotangent) + root)
    cosine = 1 / (tangent * tangent + 1).squareRoot()
    sine = tangent * cosine
  }

  /// Rotates two rows of `count` numbers in place.
  @inline(__always)
  func turn(_ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, count: Int) {
    for k in 0..<count {
      (x[k], y[k]) = (cosine * x[k] - sine * y[k], sine * x[k] + cosine * y[k])
    }
  }
}
