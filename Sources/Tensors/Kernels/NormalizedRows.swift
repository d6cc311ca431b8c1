/// The passes of a normalization over rows `[channels]` in memory:
/// y = activation((x − mean) · inverse · scale + shift).
///
/// Each row has a mean and an inverse deviation of its own (RMS and layer norm), or each channel has
/// (group norm). All else is found again from x in the backward passes, because reading it would cost
/// more than the arithmetic.
struct NormalizedRows {
  let channels: Int
  /// `[channels]` each.
  let scale, shift: UnsafePointer<Float>
  /// `[rows]` each, or `[channels]`.
  let means, inverses: UnsafePointer<Float>
  let isByRow: Bool

  func forward(
    _ activation: Activation, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>
  ) {
    @_transparent func pass(_ activation: Activation, _ strip: Strip) {
      activation.value(shifted(normalized(x, strip), strip)).store(
        to: y + strip.at, width: strip.width)
    }
    forStrips(activation, rows, pass)
  }

  /// Writes the gradient of the normalized numbers into `dx`, and adds those of scale and shift to
  /// `dScale` and `dShift`, `[channels]`, row after row.
  func backward(
    _ activation: Activation, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    upstream: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>,
    _ dScale: UnsafeMutablePointer<Float>, _ dShift: UnsafeMutablePointer<Float>
  ) {
    @_transparent func pass(_ activation: Activation, _ strip: Strip) {
      let (i, width) = (strip.channel, strip.width)
      let normalized = normalized(x, strip)
      let gradient = activation.pullback(
        Lanes(upstream + strip.at, width: width), at: shifted(normalized, strip))
      (gradient * Lanes(scale + i, width: width)).store(to: dx + strip.at, width: width)
      Lanes(dScale + i, width: width).addingProduct(gradient, normalized)
        .store(to: dScale + i, width: width)
      (Lanes(dShift + i, width: width) + gradient).store(to: dShift + i, width: width)
    }
    forStrips(activation, rows, pass)
  }

  /// Turns the gradient of the normalized numbers in `dx` into that of x, in place:
  /// inverse · (dx − mean of dx − normalized · mean of dx · normalized).
  ///
  /// Where each channel has statistics, the means over its group are given, `[channels]` each. Where each
  /// row has, they are taken over it: the first only if `isCentered`, the second not for a row so short
  /// that it was divided by `floor`.
  func finish(
    _ rows: Range<Int>, _ x: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    ofGradient: UnsafePointer<Float>, ofProduct: UnsafePointer<Float>
  ) {
    @_transparent func pass(_: Activation, _ strip: Strip) {
      let (i, width) = (strip.channel, strip.width)
      let rest = Lanes(dx + strip.at, width: width) - Lanes(ofGradient + i, width: width)
      let product = normalized(x, strip) * Lanes(ofProduct + i, width: width)
      (Lanes(inverses + i, width: width) * (rest - product)).store(to: dx + strip.at, width: width)
    }
    forStrips(.none, rows, pass)
  }

  func finishRows(
    _ rows: Range<Int>, _ x: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    isCentered: Bool, floor: Float
  ) {
    for row in rows {
      var (sum, product) = (Lanes(), Lanes())
      @_transparent func add(_: Activation, _ strip: Strip) {
        let gradient = Lanes(dx + strip.at, width: strip.width)
        sum += gradient
        product.addProduct(gradient, normalized(x, strip))
      }
      forStrips(.none, row..<row + 1, add)
      let inverse = inverses[row]
      let ofGradient = isCentered ? sum.total / Float(channels) : 0
      let ofProduct = inverse >= 1 / floor ? 0 : product.total / Float(channels)
      @_transparent func finish(_: Activation, _ strip: Strip) {
        let rest = Lanes(dx + strip.at, width: strip.width) - ofGradient
        (inverse * (rest - normalized(x, strip) * ofProduct))
          .store(to: dx + strip.at, width: strip.width)
      }
      forStrips(.none, row..<row + 1, finish)
    }
  }

  private struct Strip {
    let row, channel, width: Int
    /// Where it starts among all rows.
    let at: Int
  }

  /// `pass` for each strip of the rows. Compiled for each activation, and for rows of whole vectors and
  /// others: a call in the loop, as narrow strips need, costs the registers.
  @_transparent
  private func forStrips(
    _ activation: Activation, _ rows: Range<Int>, _ pass: (Activation, Strip) -> Void
  ) {
    @_transparent func run(_ activation: Activation, _ isWhole: Bool) {
      for row in rows {
        var i = 0
        while i < channels {
          let width = isWhole ? 16 : min(16, channels - i)
          pass(activation, Strip(row: row, channel: i, width: width, at: row * channels + i))
          i += 16
        }
      }
    }
    let isWhole = channels % 16 == 0
    switch activation {
    case .none: isWhole ? run(.none, true) : run(.none, false)
    case .relu: isWhole ? run(.relu, true) : run(.relu, false)
    case .silu: isWhole ? run(.silu, true) : run(.silu, false)
    case .gelu: isWhole ? run(.gelu, true) : run(.gelu, false)
    }
  }

  @_transparent
  private func normalized(_ x: UnsafePointer<Float>, _ strip: Strip) -> Lanes {
    let (i, width) = (strip.channel, strip.width)
    let x = Lanes(x + strip.at, width: width)
    return isByRow
      ? (x - means[strip.row]) * inverses[strip.row]
      : (x - Lanes(means + i, width: width)) * Lanes(inverses + i, width: width)
  }

  @_transparent
  private func shifted(_ normalized: Lanes, _ strip: Strip) -> Lanes {
    let (i, width) = (strip.channel, strip.width)
    return normalized.times(Lanes(scale + i, width: width), plus: Lanes(shift + i, width: width))
  }
}
