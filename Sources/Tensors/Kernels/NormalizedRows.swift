/// The passes of a normalization over rows `[channels]` in memory:
/// y = activation((x − mean) · inverse · scale + shift).
///
/// Where mean and inverse come from, the row (RMS and layer norm) or the image (group norm), only the
/// caller knows: `Statistics` gives them for a strip. Everything else is found again from x in the
/// backward passes, because reading it would cost more than the arithmetic.
struct NormalizedRows {
  let channels: Int
  let activation: Activation
  /// `[channels]` each.
  let scale: UnsafePointer<Float>
  let shift: UnsafePointer<Float>

  typealias Statistics = (_ row: Int, _ i: Int, _ width: Int) -> (mean: Lanes, inverse: Lanes)

  @inline(__always)
  func forward(
    _ rows: Range<Int>, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
    _ statistics: Statistics
  ) {
    for row in rows {
      forStrips(channels) { i, width in
        let at = row * channels + i
        let (mean, inverse) = statistics(row, i, width)
        let normalized = (Lanes(x + at, width: width) - mean) * inverse
        activation(
          normalized.times(Lanes(scale + i, width: width), plus: Lanes(shift + i, width: width))
        ).store(to: y + at, width: width)
      }
    }
  }

  /// Writes the gradient of the normalized numbers into `dx`, and adds those of scale and shift to
  /// `dScale` and `dShift`, `[channels]`, row after row.
  @inline(__always)
  func backward(
    _ rows: Range<Int>, _ x: UnsafePointer<Float>, upstream: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, _ dScale: UnsafeMutablePointer<Float>,
    _ dShift: UnsafeMutablePointer<Float>, _ statistics: Statistics
  ) {
    for row in rows {
      forStrips(channels) { i, width in
        let at = row * channels + i
        let (mean, inverse) = statistics(row, i, width)
        let normalized = (Lanes(x + at, width: width) - mean) * inverse
        let scale = Lanes(scale + i, width: width)
        var gradient = Lanes(upstream + at, width: width)
        if activation != .none {
          gradient *= activation.slope(
            at: normalized.times(scale, plus: Lanes(shift + i, width: width)))
        }
        (gradient * scale).store(to: dx + at, width: width)
        Lanes(dScale + i, width: width).addingProduct(gradient, normalized)
          .store(to: dScale + i, width: width)
        (Lanes(dShift + i, width: width) + gradient).store(to: dShift + i, width: width)
      }
    }
  }

  /// Turns the gradient of the normalized numbers in `dx` into that of x, in place:
  /// inverse · (dx − mean of dx − normalized · mean of (dx · normalized)), the means over whatever shares
  /// statistics. `means` gives both for a row: what it captures for a strip is up to the caller.
  @inline(__always)
  func finish<Means>(
    _ rows: Range<Int>, _ x: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    _ statistics: Statistics, means: (_ row: Int) -> Means,
    strip: (_ means: Means, _ i: Int, _ width: Int) -> (ofGradient: Lanes, ofProduct: Lanes)
  ) {
    for row in rows {
      let means = means(row)
      forStrips(channels) { i, width in
        let at = row * channels + i
        let (mean, inverse) = statistics(row, i, width)
        let normalized = (Lanes(x + at, width: width) - mean) * inverse
        let (ofGradient, ofProduct) = strip(means, i, width)
        let centered = Lanes(dx + at, width: width) - ofGradient
        (inverse * (centered - normalized * ofProduct)).store(to: dx + at, width: width)
      }
    }
  }
}
