/// Group normalization (Wu and He 2018), then modulation and activation, in one pass: each group of
/// neighbouring channels less its mean over the image, divided by √(variance + ε), · gain + bias.
///
/// `x` is `[batch, …, channels]`, `gain` and `bias` are `[channels]`.
public func groupNorm(
  _ x: Tensor, groups: Int, gain: Tensor, bias: Tensor, modulation: Modulation? = nil,
  activation: Activation = .none, epsilon: Float = 1e-5
) -> Tensor {
  let affine = FoldedAffine(
    "groupNorm", x, gain: gain, bias: bias, modulation: modulation, byImage: true)
  let (channels, pixels) = (affine.channels, affine.rowsInSegment)
  require(
    groups > 0 && channels % groups == 0,
    "groupNorm: the \(channels) channels of \(x.shape) do not divide into \(groups) groups")
  // Each channel's mean and divisor, those of its group.
  let means = Tensor(uninitialized: [affine.segments, channels])
  let inverses = Tensor(uninitialized: [affine.segments, channels])
  let constant = x.detached

  /// Replaces each channel's sum by the mean of its group.
  @inline(__always)
  func average(_ sums: UnsafeMutablePointer<Float>) {
    let width = channels / groups
    for group in 0..<groups {
      let channel = sums + group * width
      var sum: Float = 0
      for i in 0..<width { sum += channel[i] }
      let mean = sum / Float(max(1, width * pixels))
      for i in 0..<width { channel[i] = mean }
    }
  }

  let y = Tensor(uninitialized: x.shape)
  parallel(chunks: affine.segments) { image in
    let values = UnsafePointer(x.pointer + image * pixels * channels)
    let (mean, inverse) = (means.pointer + image * channels, inverses.pointer + image * channels)
    // An image stays in the second-level cache for all three passes.
    foldRows(pixels, channels, into: mean, { $0 + $1 }) { row, i, width in
      Lanes(values + row * channels + i, width: width)
    }
    average(mean)
    foldRows(pixels, channels, into: inverse, { $0 + $1 }) { row, i, width in
      let centered =
        Lanes(values + row * channels + i, width: width) - Lanes(mean + i, width: width)
      return centered * centered
    }
    average(inverse)
    for i in 0..<channels { inverse[i] = 1 / (inverse[i] + epsilon).squareRoot() }
    affine.rows(of: image, activation)
      .forward(image * pixels..<(image + 1) * pixels, x.pointer, into: y.pointer) { _, i, width in
        (Lanes(mean + i, width: width), Lanes(inverse + i, width: width))
      }
  }

  let inputs = [x, gain, bias] + (modulation.map { [$0.scale, $0.shift] } ?? [])
  return y.recorded(inputs) { upstream in
    let dx = Tensor(uninitialized: constant.shape)
    let dScale = Tensor.zeros([affine.segments, channels])
    let dShift = Tensor.zeros([affine.segments, channels])
    // For each channel the means over its group of the gradient and of its product with the normalized.
    let ofGradient = Tensor(uninitialized: dScale.shape)
    let ofProduct = Tensor(uninitialized: dScale.shape)
    parallel(chunks: affine.segments) { image in
      let rows = affine.rows(of: image, activation)
      let range = image * pixels..<(image + 1) * pixels
      let first = image * channels
      @inline(__always)
      func statistics(_ row: Int, _ i: Int, _ width: Int) -> (mean: Lanes, inverse: Lanes) {
        (
          Lanes(means.pointer + first + i, width: width),
          Lanes(inverses.pointer + first + i, width: width)
        )
      }
      rows.backward(
        range, constant.pointer, upstream: upstream.pointer, into: dx.pointer,
        dScale.pointer + first, dShift.pointer + first, statistics)
      for i in 0..<channels {
        ofGradient.pointer[first + i] = rows.scale[i] * dShift.pointer[first + i]
        ofProduct.pointer[first + i] = rows.scale[i] * dScale.pointer[first + i]
      }
      average(ofGradient.pointer + first)
      average(ofProduct.pointer + first)
      rows.finish(
        range, constant.pointer, dx.pointer, statistics, means: { _ in },
        strip: { _, i, width in
          (
            Lanes(ofGradient.pointer + first + i, width: width),
            Lanes(ofProduct.pointer + first + i, width: width)
          )
        })
    }
    return [dx] + affine.gradients(dScale, dShift)
  }
}
