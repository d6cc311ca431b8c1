/// The passes of a normalization over rows `[channels]` in memory:
/// y = activation((x − mean) · inverse · scale + shift).
///
/// Each row has a mean and an inverse standard deviation of its own (RMS and layer norm), or each channel has
/// (group norm). The backward passes compute all else again from x: reading it would cost more.
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
    @_transparent func pass(_ activation: Activation, _ vector: RowVector) {
      activation.value(shifted(normalized(x, vector), vector)).store(
        to: y + vector.at, width: vector.width)
    }
    forVectors(activation, rows, pass)
  }

  /// Writes the gradient of the normalized numbers into `dx`, and adds those of scale and shift to `sums`. A
  /// few rows at a time, so that their sums in floats stay exact enough.
  func backward(
    _ activation: Activation, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    upstream: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, _ sums: AffineSums
  ) {
    let (dScale, dShift) = (sums.ofScale, sums.ofShift)
    @_transparent func pass(_ activation: Activation, _ vector: RowVector) {
      let (i, width) = (vector.channel, vector.width)
      let normalized = normalized(x, vector)
      let gradient = activation.pullback(
        Lanes(upstream + vector.at, width: width), at: shifted(normalized, vector))
      (gradient * Lanes(scale + i, width: width)).store(to: dx + vector.at, width: width)
      Lanes(dScale + i, width: width).addingProduct(gradient, normalized)
        .store(to: dScale + i, width: width)
      (Lanes(dShift + i, width: width) + gradient).store(to: dShift + i, width: width)
    }
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: 16) {
      forVectors(activation, first..<min(rows.upperBound, first + 16), pass)
      sums.gather()
    }
  }

  /// Turns the gradient of the normalized numbers in `dx` into that of x, in place:
  /// inverse · (dx − mean of dx − normalized · mean of dx · normalized).
  ///
  /// The means are those over each channel's group, `[channels]`; or, by row, those over the row: the first only
  /// if `isCentered`, the second not for a row so short that it was divided by `floor`.
  func inputGradient(
    _ rows: Range<Int>, _ x: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    ofGradient: UnsafePointer<Float>, ofProduct: UnsafePointer<Float>
  ) {
    @_transparent func pass(_: Activation, _ vector: RowVector) {
      let (i, width) = (vector.channel, vector.width)
      let rest = Lanes(dx + vector.at, width: width) - Lanes(ofGradient + i, width: width)
      let product = normalized(x, vector) * Lanes(ofProduct + i, width: width)
      (Lanes(inverses + i, width: width) * (rest - product)).store(to: dx + vector.at, width: width)
    }
    forVectors(.none, rows, pass)
  }

  func inputGradientByRow(
    _ rows: Range<Int>, _ x: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    isCentered: Bool, floor: Float
  ) {
    for row in rows {
      // In floats up to 64 vectors, the totals in doubles.
      var (sum, product) = (Lanes(), Lanes())
      var (sums, products) = (0.0, 0.0)
      @_transparent func add(_: Activation, _ vector: RowVector) {
        let gradient = Lanes(dx + vector.at, width: vector.width)
        sum += gradient
        product.addProduct(gradient, normalized(x, vector))
        if vector.channel & 1023 == 1008 {
          sums += Double(sum.treeSum)
          products += Double(product.treeSum)
          (sum, product) = (Lanes(), Lanes())
        }
      }
      forVectors(.none, row..<row + 1, add)
      let inverse = inverses[row]
      let ofGradient = isCentered ? Float((sums + Double(sum.treeSum)) / Double(channels)) : 0
      let isTiny = inverse >= 1 / floor
      let ofProduct =
        isTiny ? 0 : Float((products + Double(product.treeSum)) / Double(channels))
      @_transparent func finish(_: Activation, _ vector: RowVector) {
        let rest = Lanes(dx + vector.at, width: vector.width) - ofGradient
        (inverse * (rest - normalized(x, vector) * ofProduct))
          .store(to: dx + vector.at, width: vector.width)
      }
      forVectors(.none, row..<row + 1, finish)
    }
  }

  private struct RowVector {
    let row, channel, width: Int
    /// Its start, counted over all rows.
    let at: Int
  }

  /// `pass` for each vector of the rows. Compiled for each activation, and for rows with and without a tail:
  /// a call in the loop, as tails need, costs the registers.
  @_transparent
  private func forVectors(
    _ activation: Activation, _ rows: Range<Int>, _ pass: (Activation, RowVector) -> Void
  ) {
    @_transparent func run(_ activation: Activation, _ isWhole: Bool) {
      for row in rows {
        var i = 0
        while i < channels {
          let width = isWhole ? 16 : min(16, channels - i)
          pass(activation, RowVector(row: row, channel: i, width: width, at: row * channels + i))
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
  private func normalized(_ x: UnsafePointer<Float>, _ vector: RowVector) -> Lanes {
    let (i, width) = (vector.channel, vector.width)
    let x = Lanes(x + vector.at, width: width)
    return isByRow
      ? (x - means[vector.row]) * inverses[vector.row]
      : (x - Lanes(means + i, width: width)) * Lanes(inverses + i, width: width)
  }

  @_transparent
  private func shifted(_ normalized: Lanes, _ vector: RowVector) -> Lanes {
    let (i, width) = (vector.channel, vector.width)
    return normalized.times(Lanes(scale + i, width: width), plus: Lanes(shift + i, width: width))
  }
}
