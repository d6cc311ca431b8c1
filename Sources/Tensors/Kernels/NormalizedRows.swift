/// The passes of a normalization over rows `[channels]` in memory:
/// y = activation((x − mean) · inverse · scale + shift).
///
/// Each row has a mean and an inverse deviation of its own (RMS and layer norm), or each channel has
/// (group norm). All else is found again from x in the backward passes, because reading it would cost
/// more than the arithmetic.
///
/// No closures: the optimizer would call them for every vector. Each loop is compiled for rows of whole
/// vectors (`isWhole`) and for others: a call in it, as narrow strips need, costs the registers.
struct NormalizedRows {
  let channels: Int
  /// `[channels]` each.
  let scale, shift: UnsafePointer<Float>
  /// `[rows]` each, or `[channels]`.
  let means, inverses: UnsafePointer<Float>
  let isByRow: Bool

  private var isWhole: Bool { channels % 16 == 0 }

  func forward(
    _ activation: Activation, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>
  ) {
    switch activation {
    case .none:
      isWhole ? forwardRows(.none, true, rows, x, y) : forwardRows(.none, false, rows, x, y)
    case .relu:
      isWhole ? forwardRows(.relu, true, rows, x, y) : forwardRows(.relu, false, rows, x, y)
    case .silu:
      isWhole ? forwardRows(.silu, true, rows, x, y) : forwardRows(.silu, false, rows, x, y)
    case .gelu:
      isWhole ? forwardRows(.gelu, true, rows, x, y) : forwardRows(.gelu, false, rows, x, y)
    }
  }

  @_transparent
  private func forwardRows(
    _ activation: Activation, _ isWhole: Bool, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    for row in rows {
      let (x, y) = (x + row * channels, y + row * channels)
      var i = 0
      while i < channels {
        let width = isWhole ? 16 : min(16, channels - i)
        activation.value(shifted(normalized(x, row, i, width), i, width))
          .store(to: y + i, width: width)
        i += 16
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
    case .none:
      isWhole
        ? backwardRows(.none, true, rows, x, upstream, dx, dScale, dShift)
        : backwardRows(.none, false, rows, x, upstream, dx, dScale, dShift)
    case .relu:
      isWhole
        ? backwardRows(.relu, true, rows, x, upstream, dx, dScale, dShift)
        : backwardRows(.relu, false, rows, x, upstream, dx, dScale, dShift)
    case .silu:
      isWhole
        ? backwardRows(.silu, true, rows, x, upstream, dx, dScale, dShift)
        : backwardRows(.silu, false, rows, x, upstream, dx, dScale, dShift)
    case .gelu:
      isWhole
        ? backwardRows(.gelu, true, rows, x, upstream, dx, dScale, dShift)
        : backwardRows(.gelu, false, rows, x, upstream, dx, dScale, dShift)
    }
  }

  @_transparent
  private func backwardRows(
    _ activation: Activation, _ isWhole: Bool, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    _ upstream: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    _ dScale: UnsafeMutablePointer<Float>, _ dShift: UnsafeMutablePointer<Float>
  ) {
    for row in rows {
      let at = row * channels
      var i = 0
      while i < channels {
        let width = isWhole ? 16 : min(16, channels - i)
        let normalized = normalized(x + at, row, i, width)
        let gradient = activation.pullback(
          Lanes(upstream + at + i, width: width), at: shifted(normalized, i, width))
        (gradient * Lanes(scale + i, width: width)).store(to: dx + at + i, width: width)
        Lanes(dScale + i, width: width).addingProduct(gradient, normalized)
          .store(to: dScale + i, width: width)
        (Lanes(dShift + i, width: width) + gradient).store(to: dShift + i, width: width)
        i += 16
      }
    }
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

  func finishRows(
    _ rows: Range<Int>, _ x: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    isCentered: Bool, floor: Float
  ) {
    isWhole
      ? finishRows(true, rows, x, dx, isCentered, floor)
      : finishRows(false, rows, x, dx, isCentered, floor)
  }

  @_transparent
  private func finishRows(
    _ isWhole: Bool, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ isCentered: Bool, _ floor: Float
  ) {
    for row in rows {
      let (x, dx) = (x + row * channels, dx + row * channels)
      var (sum, product) = (Lanes(), Lanes())
      var i = 0
      while i < channels {
        let width = isWhole ? 16 : min(16, channels - i)
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
        finish(
          x, dx, row, i, isWhole ? 16 : min(16, channels - i), ofGradient, ofProduct)
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
