/// The transposed convolution (Zeiler et al. 2010), which enlarges images: the adjoint of `conv2d` with the same
/// stride and padding, `y[b, y·stride + r − padding, x·stride + s − padding, o] = bias[o] +
/// Σ x[b, y, x, i] · weight[r, s, i, o]`. PyTorch's `conv_transpose2d`. Traps where the shapes do not fit.
///
/// - Parameters:
///   - x: images, `[batch, height, width, inputs]`.
///   - weight: the kernel, `[kernelHeight, kernelWidth, inputs, outputs]`.
///   - bias: `[outputs]`.
///   - stride: pixels from one kernel's place to the next, along both axes.
///   - padding: rows and columns taken away on each side.
///   - outputPadding: rows and columns added at the far sides, fewer than the stride: images of several sizes
///     become one size by a strided convolution, and this says which of them comes back.
/// - Returns: `[batch, (height − 1) · stride − 2 padding + kernelHeight + outputPadding, …, outputs]`.
public func transposedConv2d(
  _ x: Tensor, weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
  outputPadding: Int = 0
) -> Tensor {
  let sizes = "\(x.shape) with a weight of shape \(weight.shape)"
  require(
    x.shape.rank == 4 && weight.shape.rank == 4 && x.shape[3] == weight.shape[2],
    "transposedConv2d: \(sizes): they must be [batch, height, width, inputs] and"
      + " [height, width, inputs, outputs]")
  let outputs = weight.shape[3]
  require(
    bias == nil || bias!.shape == [outputs],
    "transposedConv2d: a bias of shape \(bias?.shape ?? []) for \(outputs) output channels")
  require(
    stride > 0 && padding >= 0 && outputPadding >= 0 && outputPadding < stride,
    "transposedConv2d: a stride of \(stride), a padding of \(padding) and an output padding of"
      + " \(outputPadding), which must be less than the stride")
  let (kernelY, kernelX, inputs) = (weight.shape[0], weight.shape[1], weight.shape[2])
  func length(_ axis: Int, _ kernel: Int) -> Int {
    let whole = Double(x.shape[axis] - 1) * Double(stride) + Double(kernel + outputPadding)
    require(
      x.shape[axis] > 0 && kernel > 0 && whole > 2 * Double(padding),
      "transposedConv2d: \(sizes), a stride of \(stride) and a padding of \(padding) leave no pixels"
    )
    return axisLength("transposedConv2d", whole - 2 * Double(padding))
  }
  let (height, width) = (length(1, kernelY), length(2, kernelX))

  // A convolution with stride 1 to blocks of stride × stride pixels, their channels side by side: tap t of
  // pixel d in a block is the kernel's tap t · stride + d. It runs over all places where a kernel begins.
  let (tapsY, tapsX) = ((kernelY + stride - 1) / stride, (kernelX + stride - 1) / stride)
  let taps = weight.padded(axis: 0, after: tapsY * stride - kernelY)
    .padded(axis: 1, after: tapsX * stride - kernelX)
    .reshaped([tapsY, stride, tapsX, stride, inputs, outputs])
    .flipped(axis: 0).flipped(axis: 2).transposed(permutation: [0, 2, 4, 1, 3, 5])
    .reshaped([tapsY, tapsX, inputs, stride * stride * outputs])
  let places = x.padded(axis: 1, before: tapsY - 1, after: tapsY - 1)
    .padded(axis: 2, before: tapsX - 1, after: tapsX - 1)
  let pixels = depthToSpace(conv2d(places, weight: taps), block: stride)

  /// `length` pixels after the padding; those of the output padding may lie past the last block.
  func cut(_ x: Tensor, _ axis: Int, _ length: Int) -> Tensor {
    let missing = max(0, padding + length - x.shape[axis])
    return x.padded(axis: axis, after: missing).slice(axis: axis, padding..<padding + length)
  }
  let result = cut(cut(pixels, 1, height), 2, width)
  return bias.map { result + $0 } ?? result
}
