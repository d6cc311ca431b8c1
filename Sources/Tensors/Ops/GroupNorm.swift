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
  // Each channel's mean and inverse deviation, those of its group.
  let (means, inverses) = affine.zeroGradients()
  let y = Tensor(uninitialized: x.shape)

  /// Replaces each channel's sum by the mean of its group.
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

  parallel(chunks: affine.segments) { image in
    let values = UnsafePointer(x.pointer + image * pixels * channels)
    let (mean, inverse) = (means.pointer + image * channels, inverses.pointer + image * channels)
    // An image stays in the second-level cache for all three passes.
    Reduction.sum(outer: 1, axis: pixels, inner: channels, values, into: mean)
    average(mean)
    addSquaredDistances(pixels, channels, values, to: mean, into: inverse)
    average(inverse)
    for i in 0..<channels { inverse[i] = 1 / (inverse[i] + epsilon).squareRoot() }
    affine.rows(of: image, means: mean, inverses: inverse, isByRow: false)
      .forward(activation, image * pixels..<(image + 1) * pixels, x.pointer, into: y.pointer)
  }

  let constant = x.detached
  return y.recorded([x] + affine.inputs) { upstream in
    let dx = Tensor(uninitialized: constant.shape)
    let (dScale, dShift) = affine.zeroGradients()
    // For each channel the means over its group of the gradient and of its product with the normalized.
    let (ofGradient, ofProduct) = affine.zeroGradients()
    parallel(chunks: affine.segments) { image in
      let first = image * channels
      let passes = affine.rows(
        of: image, means: means.pointer + first, inverses: inverses.pointer + first,
        isByRow: false)
      let range = image * pixels..<(image + 1) * pixels
      passes.backward(
        activation, range, constant.pointer, upstream: upstream.pointer, into: dx.pointer,
        dScale.pointer + first, dShift.pointer + first)
      for i in 0..<channels {
        ofGradient.pointer[first + i] = passes.scale[i] * dShift.pointer[first + i]
        ofProduct.pointer[first + i] = passes.scale[i] * dScale.pointer[first + i]
      }
      average(ofGradient.pointer + first)
      average(ofProduct.pointer + first)
      passes.finish(
        range, constant.pointer, dx.pointer, ofGradient: ofGradient.pointer + first,
        ofProduct: ofProduct.pointer + first)
    }
    return [dx] + affine.gradients(dScale, dShift)
  }
}

/// Adds each channel's squared distances to its mean over all rows to `out`, row after row.
private func addSquaredDistances(
  _ rows: Int, _ channels: Int, _ x: UnsafePointer<Float>, to means: UnsafePointer<Float>,
  into out: UnsafeMutablePointer<Float>
) {
  for row in 0..<rows {
    var i = 0
    while i < channels {
      let width = min(16, channels - i)
      let distance =
        Lanes(x + row * channels + i, width: width) - Lanes(means + i, width: width)
      Lanes(out + i, width: width).addingProduct(distance, distance)
        .store(to: out + i, width: width)
      i += 16
    }
  }
}
