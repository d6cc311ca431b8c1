/// Root-mean-square normalization over the last axis (Zhang and Sennrich 2019), then modulation and
/// activation, in one pass: x / max(‖x‖, 10⁻¹²) · √channels · gain.
///
/// `x` is `[…, channels]`, `[batch, …, channels]` if modulated; `gain` is `[channels]`.
public func rmsNorm(
  _ x: Tensor, gain: Tensor, modulation: Modulation? = nil, activation: Activation = .none
) -> Tensor {
  normalizedRows(
    "rmsNorm", x, gain: gain, bias: nil, modulation, activation, centered: false,
    floor: 1e-12 / Float(max(1, x.shape[-1])).squareRoot())
}

/// Layer normalization over the last axis (Ba, Kiros and Hinton 2016):
/// (x − mean) / √(variance + ε) · gain + bias.
///
/// `x` is `[…, channels]`, `gain` and `bias` are `[channels]`.
public func layerNorm(_ x: Tensor, gain: Tensor, bias: Tensor, epsilon: Float = 1e-5) -> Tensor {
  normalizedRows(
    "layerNorm", x, gain: gain, bias: bias, nil, .none, centered: true, epsilon: epsilon)
}

/// Each row less its mean, if `isCentered`, divided by the root of its mean square + ε, or by `floor` if
/// that is more. Each row's mean and divisor are kept, all else is found again from x.
private func normalizedRows(
  _ op: StaticString, _ x: Tensor, gain: Tensor, bias: Tensor?, _ modulation: Modulation?,
  _ activation: Activation, centered isCentered: Bool, epsilon: Float = 0, floor: Float = 0
) -> Tensor {
  let affine = FoldedAffine(
    op, x, gain: gain, bias: bias, modulation: modulation, byImage: false)
  let (channels, rows) = (affine.channels, x.count / max(1, affine.channels))
  let blockRows = max(16, 4096 / max(1, channels))
  let means = Storage(count: isCentered ? rows : 1)
  let inverses = Storage(count: rows)

  @inline(__always)
  func forBlocks(_ body: (_ rows: Range<Int>, _ segment: Int) -> Void) {
    let blocks = (affine.rowsInSegment + blockRows - 1) / blockRows
    parallel(chunks: affine.segments * blocks) { chunk in
      let (segment, block) = chunk.quotientAndRemainder(dividingBy: blocks)
      let first = segment * affine.rowsInSegment
      let end = min(rows, first + affine.rowsInSegment)
      let start = min(end, first + block * blockRows)
      body(start..<min(end, start + blockRows), segment)
    }
  }
  @inline(__always)
  func statistics(_ row: Int) -> (mean: Lanes, inverse: Lanes) {
    (
      isCentered ? Lanes(repeating: means.pointer[row]) : Lanes(),
      Lanes(repeating: inverses.pointer[row])
    )
  }

  let y = Tensor(uninitialized: x.shape)
  forBlocks { block, segment in
    for row in block {
      let values = UnsafePointer(x.pointer + row * channels)
      var mean: Float = 0
      if isCentered {
        var sum = Lanes()
        forStrips(channels) { i, width in sum += Lanes(values + i, width: width) }
        mean = sum.total / Float(channels)
        means.pointer[row] = mean
      }
      var squares = Lanes()
      forStrips(channels) { i, width in
        let value = Lanes(values + i, width: width, padding: mean) - mean
        squares.addProduct(value, value)
      }
      inverses.pointer[row] = squares.total
    }
    // Sixteen roots at once.
    forStrips(block.count) { i, width in
      let at = inverses.pointer + block.lowerBound + i
      let root = (Lanes(at, width: width) / Float(channels) + epsilon).squareRoot()
      (1 / root.replacing(with: floor, where: root .< floor)).store(to: at, width: width)
    }
    affine.rows(of: segment, activation)
      .forward(block, x.pointer, into: y.pointer) { row, _, _ in statistics(row) }
  }

  let inputs =
    [x, gain] + (bias.map { [$0] } ?? []) + (modulation.map { [$0.scale, $0.shift] } ?? [])
  let constant = x.detached
  return y.recorded(inputs) { upstream in
    let dx = Tensor(uninitialized: constant.shape)
    let dScale = Tensor.zeros([affine.segments, channels])
    let dShift = Tensor.zeros([affine.segments, channels])
    parallel(chunks: affine.segments) { segment in
      let affineRows = affine.rows(of: segment, activation)
      let end = min(rows, (segment + 1) * affine.rowsInSegment)
      // Sixteen rows at once, so that they are in the nearest cache for the second pass.
      for first in stride(from: segment * affine.rowsInSegment, to: end, by: 16) {
        let block = first..<min(end, first + 16)
        affineRows.backward(
          block, constant.pointer, upstream: upstream.pointer, into: dx.pointer,
          dScale.pointer + segment * channels, dShift.pointer + segment * channels
        ) { row, _, _ in statistics(row) }
        affineRows.finish(
          block, constant.pointer, dx.pointer, { row, _, _ in statistics(row) },
          means: { row in
            let (at, statistics) = (row * channels, statistics(row))
            var (sum, product) = (Lanes(), Lanes())
            forStrips(channels) { i, width in
              let gradient = Lanes(dx.pointer + at + i, width: width)
              let centered = Lanes(constant.pointer + at + i, width: width) - statistics.mean
              if isCentered { sum += gradient }
              product.addProduct(gradient, centered * statistics.inverse)
            }
            // A row so short that it was divided by the floor is only scaled.
            let isShort = inverses.pointer[row] >= 1 / floor
            return (
              ofGradient: Lanes(repeating: sum.total / Float(channels)),
              ofProduct: Lanes(repeating: isShort ? 0 : product.total / Float(channels))
            )
          }, strip: { means, _, _ in means })
      }
    }
    return [dx] + affine.gradients(dScale, dShift)
  }
}
