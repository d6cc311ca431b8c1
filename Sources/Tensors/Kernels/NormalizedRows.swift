/// The passes of a normalization over rows `[channels]` in memory:
/// y = activation((x − mean) · inverse · scale + shift).
///
/// Each row has a mean and an inverse deviation of its own (RMS and layer norm), or each channel has
/// (group norm). All else is found again from x in the backward passes, because reading it would cost
/// more than the arithmetic. No closures: the optimizer would call them for every vector.
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
    switch activation {
    case .none: forwardRows(.none, rows, x, y)
    case .relu: forwardRows(.relu, rows, x, y)
    case .silu: forwardRows(.silu, rows, x, y)
    case .gelu: forwardRows(.gelu, rows, x, y)
    }
  }

  @_transparent
  private func forwardRows(
    _ activation: Activation, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    for row in rows {
      let (x, y) = (x + row * channels, y + row * channels)
      var i = 0
      while i + 16 <= channels {
        activation.value(shifted(normalized(x, row, i, 16), i, 16)).store(to: y + i)
        i += 16
      }
      if i < channels {
        let rest = channels - i
        activation.value(shifted(normalized(x, row, i, rest), i, rest))
          .store(to: y + i, first: rest)
      }
    }
  }

  /// Writes the gradient of the normalized numbers into `dx`, and adds those of scale and shift to
  /// `dScale` and `dShift`, `[channels]`, row after row.
  func backward(
    _ activation: Activation, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    upstream: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>,
    _ dScale: UnsafeMutablePointer<Float>, _ dShift: UnsafeMutablePointer<Float>
  ) {
    switch activation {
    case .none: backwardRows(.none, rows, x, upstream, dx, dScale, dShift)
    case .relu: backwardRows(.relu, rows, x, upstream, dx, dScale, dShift)
    case .silu: backwardRows(.silu, rows, x, upstream, dx, dScale, dShift)
    case .gelu: backwardRows(.gelu, rows, x, upstream, dx, dScale, dShift)
    }
  }

  @_transparent
  private func backwardRows(
    _ activation: Activation, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    _ upstream: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    _ dScale: UnsafeMutablePointer<Float>, _ dShift: UnsafeMutablePointer<Float>
  ) {
    for row in rows {
      let at = row * channels
      var i = 0
      while i + 16 <= channels {
        backwardStrip(
          activation, row, i, 16, x + at, upstream + at, dx + at, dScale + i, dShift + i)
        i += 16
      }
      if i < channels {
        backwardStrip(
          activation, row, i, channels - i, x + at, upstream + at, dx + at, dScale + i, dShift + i)
      }
    }
  }

  @_transparent
  private func backwardStrip(
    _ activation: Activation, _ row: Int, _ i: Int, _ width: Int, _ x: UnsafePointer<Float>,
    _ upstream: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    _ dScale: UnsafeMutablePointer<Float>, _ dShift: UnsafeMutablePointer<Float>
  ) {
    let normalized = normalized(x, row, i, width)
    let gradient = activation.pullback(
      Lanes(upstream + i, width: width), at: shifted(normalized, i, width))
    (gradient * Lanes(scale + i, width: width)).store(to: dx + i, width: width)
    Lanes(dScale, width: width).addingProduct(gradient, normalized)
      .store(to: dScale, width: width)
    (Lanes(dShift, width: width) + gradient).store(to: dShift, width: width)
  }

  /// Turns the gradient of the normalized numbers in `dx` into that of x, in place, where each channel
  /// has statistics: inverse · (dx − `ofGradient` − normalized · `ofProduct`), the means of dx and of
  /// dx · normalized over the group, `[channels]` each.
  func finish(
    _ rows: Range<Int>, _ x: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    ofGradient: UnsafePointer<Float>, ofProduct: UnsafePointer<Float>
  ) {
    for row in rows {
      let (x, dx) = (x + row * channels, dx + row * channels)
      var i = 0
      while i < channels {
        let width = min(16, channels - i)
        finish(
          x, dx, row, i, width, Lanes(ofGradient + i, width: width),
          Lanes(ofProduct + i, width: width))
        i += 16
      }
    }
  }

  /// The same where each row has statistics; the mean of dx is left out unless `isCentered`. A row so
  /// short that it was divided by `floor` is only scaled.
  func finishRows(
    _ rows: Range<Int>, _ x: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    isCentered: Bool, floor: Float
  ) {
    for row in rows {
      let (x, dx) = (x + row * channels, dx + row * channels)
      var (sum, product) = (Lanes(), Lanes())
      var i = 0
      while i < channels {
        let width = min(16, channels - i)
        let gradient = Lanes(dx + i, width: width)
        sum += gradient
        product.addProduct(gradient, normalized(x, row, i, width))
        i += 16
      }
      let isShort = inverses[row] >= 1 / floor
      let ofGradient = Lanes(repeating: isCentered ? sum.total / Float(channels) : 0)
      let ofProduct = Lanes(repeating: isShort ? 0 : product.total / Float(channels))
      i = 0
      while i < channels {
        finish(x, dx, row, i, min(16, channels - i), ofGradient, ofProduct)
        i += 16
      }
    }
  }

  @_transparent
  private func finish(
    _ x: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, _ row: Int, _ i: Int,
    _ width: Int, _ ofGradient: Lanes, _ ofProduct: Lanes
  ) {
    let centered = Lanes(dx + i, width: width) - ofGradient
    let inverse =
      isByRow ? Lanes(repeating: inverses[row]) : Lanes(inverses + i, width: width)
    (inverse * (centered - normalized(x, row, i, width) * ofProduct))
      .store(to: dx + i, width: width)
  }

  @_transparent
  private func normalized(
    _ x: UnsafePointer<Float>, _ row: Int, _ i: Int, _ width: Int
  ) -> Lanes {
    let x = Lanes(x + i, width: width)
    return isByRow
      ? (x - means[row]) * inverses[row]
      : (x - Lanes(means + i, width: width)) * Lanes(inverses + i, width: width)
  }

  @_transparent
  private func shifted(_ normalized: Lanes, _ i: Int, _ width: Int) -> Lanes {
    normalized.times(Lanes(scale + i, width: width), plus: Lanes(shift + i, width: width))
  }
}
