/// A convolution with a stride s as one with stride 1 over blocks of s × s pixels, their channels side by
/// side, and over the blocks of the kernel, padded with zeros to whole ones.
func stridedConvolution(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ stride: Int, _ padding: Int
) -> Tensor {
  let (height, width, i, o) = (weight.shape[0], weight.shape[1], weight.shape[2], weight.shape[3])
  let taps = (y: (height + stride - 1) / stride, x: (width + stride - 1) / stride)
  let blocks = blocked(
    x, stride, padding: padding,
    height: (x.shape[1] + 2 * padding - height) / stride + taps.y,
    width: (x.shape[2] + 2 * padding - width) / stride + taps.x)
  let kernel = blocked(
    weight.reshaped([1, height, width, i * o]), stride, padding: 0, height: taps.y, width: taps.x)
  return conv2d(
    blocks, weight: kernel.reshaped([taps.y, taps.x, stride * stride * i, o]), bias: bias)
}

/// The zero-padded image's blocks of `size` × `size` pixels, `height` by `width`, as pixels `[dy, dx, channel]`.
private func blocked(_ x: Tensor, _ size: Int, padding: Int, height: Int, width: Int) -> Tensor {
  let (batch, rows, columns, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
  let shape = x.shape
  let result = Tensor.zeros([batch, height, width, size * size * channels])
  /// `body` for each pixel that lies in a block: its start in the image, and in the blocks.
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
  return result.recorded("conv2d", x) { upstream in
    let gradient = Tensor.zeros(shape)
    forPixels { (gradient.pointer + $0).update(from: upstream.pointer + $1, count: channels) }
    return gradient
  }
}
