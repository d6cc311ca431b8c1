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

  /// Writes the mean of each channel's group, or `f` of it, from the channels' sums.
  func average(
    _ sums: UnsafePointer<Double>, into means: UnsafeMutablePointer<Float>,
    _ f: (Double) -> Double = { $0 }
  ) {
    let width = channels / groups
    for group in 0..<groups {
      var sum = 0.0
      for i in group * width..<(group + 1) * width { sum += sums[i] }
      let mean = Float(f(sum / Double(max(1, width * pixels))))
      for i in group * width..<(group + 1) * width { means[i] = mean }
    }
  }

  parallel(chunks: affine.segments) { image in
    let values = x.pointer + image * pixels * channels
    let (mean, inverse) = (means.pointer + image * channels, inverses.pointer + image * channels)
    // An image stays in the second-level cache for all three passes.
    let sums = AffineSums(channels)
    addRows(pixels, channels, stride: channels, values, to: sums.totalsOfShift)
    average(sums.totalsOfShift, into: mean)
    addSquaredDistances(pixels, channels, values, to: mean, into: sums.totalsOfScale)
    average(sums.totalsOfScale, into: inverse) { 1 / ($0 + Double(epsilon)).squareRoot() }
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
      let (ofGradient, ofProduct) = (ofGradient.pointer + first, ofProduct.pointer + first)
      let sums = AffineSums(channels)
      passes.backward(
        activation, range, x.pointer, upstream: upstream.pointer, into: dx.pointer, sums)
      sums.store(dScale.pointer + first, dShift.pointer + first)
      for i in 0..<channels {
        sums.totalsOfShift[i] *= Double(passes.scale[i])
        sums.totalsOfScale[i] *= Double(passes.scale[i])
      }
      average(sums.totalsOfShift, into: ofGradient)
      average(sums.totalsOfScale, into: ofProduct)
      passes.inputGradient(
        range, x.pointer, dx.pointer, ofGradient: ofGradient, ofProduct: ofProduct)
    }
    return [dx] + affine.gradients(dScale, dShift)
  }
}
