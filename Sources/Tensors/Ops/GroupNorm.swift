/// Group normalization (Wu and He 2018, equation 1), then modulation and activation, in one pass: each group
/// of neighboring channels less its mean over the image, divided by √(variance + ε), · gain + bias.
///
/// - Parameters:
///   - x: `[batch, …, channels]`.
///   - groups: a divisor of the channels; traps on others.
///   - gain: `[channels]`.
///   - bias: `[channels]`.
///   - modulation: a scale and a shift for each image and channel, after gain and bias.
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
  // Each channel's mean and inverse standard deviation, those of its group.
  let (means, inverses) = affine.zeroSums()
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
    let values = x.pointer + image * pixels * channels
    let (mean, inverse) = (means.pointer + image * channels, inverses.pointer + image * channels)
    // An image stays in the second-level cache for all three passes.
    Reduction.sum((1, pixels, channels), values, into: mean)
    average(mean)
    addSquaredDistances(pixels, channels, values, to: mean, into: inverse)
    average(inverse)
    for i in 0..<channels { inverse[i] = 1 / (inverse[i] + epsilon).squareRoot() }
    affine.passes(of: image, means, inverses)
      .forward(activation, image * pixels..<(image + 1) * pixels, x.pointer, into: y.pointer)
  }

  return y.recorded("groupNorm", [x] + affine.inputs) { upstream in
    let dx = Tensor(uninitialized: x.shape)
    let (dScale, dShift) = affine.zeroSums()
    // Group means of dŷ and dŷ · x̂, for each channel.
    let (ofGradient, ofProduct) = affine.zeroSums()
    parallel(chunks: affine.segments) { image in
      let passes = affine.passes(of: image, means, inverses)
      let (range, first) = (image * pixels..<(image + 1) * pixels, image * channels)
      let (dScale, dShift) = (dScale.pointer + first, dShift.pointer + first)
      let (ofGradient, ofProduct) = (ofGradient.pointer + first, ofProduct.pointer + first)
      passes.backward(
        activation, range, x.pointer, upstream: upstream.pointer, into: dx.pointer, dScale, dShift)
      for i in 0..<channels {
        ofGradient[i] = passes.scale[i] * dShift[i]
        ofProduct[i] = passes.scale[i] * dScale[i]
      }
      average(ofGradient)
      average(ofProduct)
      passes.inputGradient(
        range, x.pointer, dx.pointer, ofGradient: ofGradient, ofProduct: ofProduct)
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
    let x = x + row * channels
    forVectorsWithTail(channels) { i, width in
      let distance = Lanes(x + i, width: width) - Lanes(means + i, width: width)
      Lanes(out + i, width: width).addingProduct(distance, distance)
        .store(to: out + i, width: width)
    }
  }
}
