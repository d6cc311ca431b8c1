/// Root-mean-square normalization over the last axis (Zhang and Sennrich 2019, equation 4), then modulation
/// and activation, in one pass: x / max(‖x‖, 10⁻¹²) · √channels · gain, for x `[…, channels]`, or
/// `[batch, …, channels]` if modulated, with a gain `[channels]`. Traps on other shapes.
public func rmsNorm(
  _ x: Tensor, gain: Tensor, modulation: Modulation? = nil, activation: Activation = .none
) -> Tensor {
  normalizedRows(
    "rmsNorm", x, gain: gain, bias: nil, modulation, activation, isCentered: false,
    floor: 1e-12 / Float(max(1, x.shape[-1])).squareRoot())
}

/// Layer normalization over the last axis (Ba, Kiros and Hinton 2016):
/// (x − mean) / √(variance + ε) · gain + bias, for x `[…, channels]` with gain and bias `[channels]`.
public func layerNorm(_ x: Tensor, gain: Tensor, bias: Tensor, epsilon: Float = 1e-5) -> Tensor {
  normalizedRows(
    "layerNorm", x, gain: gain, bias: bias, nil, .none, isCentered: true, epsilon: epsilon)
}

/// Each row less its mean, if `isCentered`, divided by the root of its mean square + ε, or by `floor` if
/// that is more. Each row's mean and divisor are kept, all else is computed again from x.
private func normalizedRows(
  _ op: StaticString, _ x: Tensor, gain: Tensor, bias: Tensor?, _ modulation: Modulation?,
  _ activation: Activation, isCentered: Bool, epsilon: Float = 0, floor: Float = 0
) -> Tensor {
  let affine = FoldedAffine(op, x, gain: gain, bias: bias, modulation: modulation, byImage: false)
  let (channels, rows) = (affine.channels, x.count / max(1, affine.channels))
  let (means, inverses) = (Tensor.zeros([rows]), Tensor(uninitialized: [rows]))
  var y = Tensor(uninitialized: x.shape)
  let output = y.pointer

  // Blocks that stay in the nearest cache between the passes.
  let blockRows = max(16, 4096 / max(1, channels) / 16 * 16)
  let blocks = (affine.rowsInSegment + blockRows - 1) / blockRows
  parallel(chunks: affine.segments * blocks) { chunk in
    let (segment, block) = chunk.quotientAndRemainder(dividingBy: blocks)
    let first = segment * affine.rowsInSegment + block * blockRows
    let end = min(rows, (segment + 1) * affine.rowsInSegment, first + blockRows)
    if first >= end { return }
    for row in first..<end {
      let values = x.pointer + row * channels
      if isCentered { means.pointer[row] = Float(rowSum(channels, values) / Double(channels)) }
      let square = squaredDistance(channels, values, to: means.pointer[row])
      inverses.pointer[row] = Float(square / Double(channels))
    }
    // Sixteen roots at once.
    for i in stride(from: first, to: end, by: 16) {
      let width = min(16, end - i)
      let square = Lanes(inverses.pointer + i, width: width, padding: 1)
      let root = (square + epsilon).squareRoot()
      (1 / root.replacing(with: floor, where: root .< floor))
        .store(to: inverses.pointer + i, width: width)
    }
    affine.passes(of: segment, means, inverses)
      .forward(activation, first..<end, x.pointer, into: output)
  }

  let input = x.detached
  if isRecordingGradients {
    y.remake = {
      let y = Tensor(uninitialized: input.shape)
      parallel(chunks: affine.segments) { segment in
        let first = segment * affine.rowsInSegment
        affine.passes(of: segment, means, inverses).forward(
          activation, first..<min(rows, first + affine.rowsInSegment), input.pointer,
          into: y.pointer)
      }
      return y
    }
  }
  return y.recorded(op, [x] + affine.inputs) { upstream in
    let dx = Tensor(uninitialized: x.shape)
    let (dScale, dShift) = affine.zeroSums()
    parallel(chunks: affine.segments) { segment in
      let passes = affine.passes(of: segment, means, inverses)
      let sums = AffineSums(channels)
      let end = min(rows, (segment + 1) * affine.rowsInSegment)
      for first in stride(from: segment * affine.rowsInSegment, to: end, by: 16) {
        let range = first..<min(end, first + 16)
        passes.backward(
          activation, range, x.pointer, upstream: upstream.pointer, into: dx.pointer, sums)
        passes.inputGradientByRow(
          range, x.pointer, dx.pointer, isCentered: isCentered, floor: floor)
      }
      sums.store(
        dScale.pointer + segment * channels, dShift.pointer + segment * channels)
    }
    return [dx] + affine.gradients(dScale, dShift)
  }
}
