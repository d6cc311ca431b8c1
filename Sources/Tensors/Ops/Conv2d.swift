/// Convolution as networks use the word, cross-correlation: `y[b, y, x, o] = bias[o] +
/// Σ x[b, y·stride + r − padding, x·stride + s − padding, i] · weight[r, s, i, o]`, with zeros past the
/// image's edges. PyTorch has the channels before height and width, and weights `[outputs, inputs, kernelHeight,
/// kernelWidth]`: `transposed(permutation: [2, 3, 1, 0])` turns one into ours. Traps where the shapes do not fit.
///
/// - Parameters:
///   - x: images, `[batch, height, width, inputs]`.
///   - weight: the kernel, `[kernelHeight, kernelWidth, inputs, outputs]`.
///   - bias: `[outputs]`.
///   - stride: pixels from one window to the next, along both axes.
///   - padding: rows and columns of zeros on each side.
/// - Returns: `[batch, (height + 2 padding − kernelHeight) / stride + 1, …, outputs]`.
public func conv2d(
  _ x: Tensor, weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0
) -> Tensor {
  requireFitting(x.shape, weight.shape, bias?.shape, stride, padding)
  // The kernels below pad by less than the kernel.
  let most = max(0, min(weight.shape[0], weight.shape[1]) - 1)
  if padding > most {
    let rest = padding - most
    let wide = x.padded(axis: 1, before: rest, after: rest)
      .padded(axis: 2, before: rest, after: rest)
    return conv2d(wide, weight: weight, bias: bias, stride: stride, padding: most)
  }
  let (kernel, inputs, outputs) = ((weight.shape[0], weight.shape[1]), x.shape[3], weight.shape[3])
  if stride > 1 {
    return recording(as: "conv2d") { stridedConvolution(x, weight, bias, stride, padding) }
  }
  if kernel == (1, 1) && padding == 0 {
    return recording(as: "conv2d") {
      rowProduct(x, weight.reshaped([inputs, outputs]), bias: bias)
    }
  }
  if outputs < 8 && inputs > 1 {
    return recording(as: "conv2d") { narrowConvolution(x, weight, bias, padding) }
  }
  let convolution = Convolution(
    batch: x.shape[0], height: x.shape[1], width: x.shape[2], inputs: inputs, outputs: outputs,
    kernelHeight: kernel.0, kernelWidth: kernel.1, paddingY: padding, paddingX: padding)
  let result = Tensor(
    uninitialized: [x.shape[0], convolution.outputHeight, convolution.outputWidth, outputs])
  // Training changes weights after each step; sampling uses the same again.
  convolution.forward(
    x.pointer, weight: weight.storage, keepsKernel: !isRecordingGradients,
    bias: bias.map { UnsafePointer($0.pointer) }, into: result.pointer)
  let (shape, recalled) = (x.shape, x.recalled)
  return result.recorded(
    "conv2d", x,
    { upstream in
      if inputs < 8 && outputs > 1 && kernel.0 == kernel.1 {
        return narrowConvolution(upstream, reversed(weight), nil, kernel.0 - 1 - padding)
      }
      let gradient = Tensor(uninitialized: shape)
      convolution.inputGradient(
        upstream.pointer, weight: weight.pointer, into: gradient.pointer)
      return gradient
    },
    weight,
    { upstream in
      let (x, gradient) = (recalled(), Tensor(uninitialized: weight.shape))
      convolution.weightGradient(x.pointer, upstream.pointer, into: gradient.pointer)
      return gradient
    }
  )
  .recorded("conv2d", bias: bias)
}

/// The kernel of the input's gradient: taps in reverse order, inputs and outputs exchanged.
private func reversed(_ weight: Tensor) -> Tensor {
  let (height, width, i, o) = (weight.shape[0], weight.shape[1], weight.shape[2], weight.shape[3])
  return weight.reshaped([height * width, i, o]).rows((0..<height * width).reversed())
    .transposed().reshaped([height, width, o, i])
}

private func requireFitting(
  _ x: Shape, _ weight: Shape, _ bias: Shape?, _ stride: Int, _ padding: Int
) {
  var sizes: String { "\(x) with a weight of shape \(weight)" }
  require(
    x.rank == 4 && weight.rank == 4,
    "conv2d: \(sizes): [batch, height, width, inputs] and [height, width, inputs, outputs] are needed"
  )
  require(
    x[3] == weight[2],
    "conv2d: \(sizes): \(x[3]) channels meet a weight for \(weight[2]); images are"
      + " [batch, height, width, channels], the channels last")
  require(
    bias == nil || bias == [weight[3]],
    "conv2d: a bias of shape \(bias!) for \(weight[3]) output channels")
  require(
    stride > 0 && padding >= 0,
    "conv2d: \(sizes): a stride of \(stride) and a padding of \(padding)")
  require(
    x[1] + 2 * padding >= weight[0] && x[2] + 2 * padding >= weight[1],
    "conv2d: \(sizes) and a padding of \(padding): the kernel is larger than the image,"
      + " which is [batch, height, width, channels]")
}
