/// A convolution with a stride s, as one with stride 1 over blocks of s × s pixels: their channels side by side,
/// and the kernel, filled up with zeros to whole blocks, likewise.
func conv2d(
  _ x: Tensor, weight: Tensor, bias: Tensor?, stride: Int, _ padding: Int
) -> Tensor {
  let taps = [0, 1].map { (weight.shape[$0] + stride - 1) / stride }
  let outputs = [0, 1].map {
    (x.shape[$0 + 1] + 2 * padding - weight.shape[$0]) / stride + 1
  }
  let blocks = blocked(
    x, stride, padding: padding, height: outputs[0] + taps[0] - 1, width: outputs[1] + taps[1] - 1)
  var kernel = weight
  for axis in [0, 1] {
    let missing = taps[axis] * stride - weight.shape[axis]
    if missing == 0 { continue }
    let zeros = Tensor.zeros(kernel.shape.replacing(axis, with: missing))
    kernel = concatenate([kernel, zeros], axis: axis)
  }
  let (i, o) = (weight.shape[2], weight.shape[3])
  kernel = kernel.reshaped([taps[0], stride, taps[1], stride, i, o])
    .transposed(permutation: [0, 2, 1, 3, 4, 5])
    .reshaped([taps[0], taps[1], stride * stride * i, o])
  return conv2d(blocks, weight: kernel, bias: bias)
}

/// Blocks of `size` × `size` pixels of the zero-padded image, `height` by `width` of them, each laid out as
/// `[dy, dx, channel]` in one pixel.
func blocked(_ x: Tensor, _ size: Int, padding: Int, height: Int, width: Int) -> Tensor {
  let (batch, rows, columns, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
  let shape = x.shape
  let result = Tensor.zeros([batch, height, width, size * size * channels])
  /// For each pixel that lies in a block: where it is in the image, and in the blocks.
  func forPixels(_ body: @escaping (_ image: Int, _ block: Int) -> Void) {
    parallel(chunks: batch, if: shape.count > 1 << 14) { b in
      for y in 0..<min(rows, height * size - padding) {
        let (blockY, dy) = (y + padding).quotientAndRemainder(dividingBy: size)
        for x in 0..<min(columns, width * size - padding) {
          let (blockX, dx) = (x + padding).quotientAndRemainder(dividingBy: size)
          let block = (b * height + blockY) * width + blockX
          body(
            ((b * rows + y) * columns + x) * channels,
            ((block * size + dy) * size + dx) * channels)
        }
      }
    }
  }
  forPixels { (result.pointer + $1).update(from: x.pointer + $0, count: channels) }
  return result.recorded(x) { upstream in
    let gradient = Tensor.zeros(shape)
    forPixels { (gradient.pointer + $0).update(from: upstream.pointer + $1, count: channels) }
    return gradient
  }
}
