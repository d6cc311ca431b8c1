/// A convolution to a few channels, too few to fill a vector: one matrix product takes each pixel to its
/// contributions through every tap of the kernel, which are then added up in the pixels they fall on.
func narrowConvolution(_ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ padding: Int) -> Tensor {
  let kernel = (height: weight.shape[0], width: weight.shape[1])
  let (inputs, outputs) = (weight.shape[2], weight.shape[3])
  let taps = kernel.height * kernel.width
  let spread = weight.reshaped([taps, inputs, outputs])
    .transposed(permutation: [0, 2, 1]).reshaped([taps * outputs, inputs])
  let z = product(spread, x.reshaped([-1, inputs]), transposeY: true)
  let y = folded(
    z, batch: x.shape[0], height: x.shape[1], width: x.shape[2], kernel, outputs, padding)
  return bias.map { y + $0 } ?? y
}

/// `y[b, y, x, o] = Σ z[(r, s, o), (b, y + r − padding, x + s − padding)]`.
private func folded(
  _ z: Tensor, batch: Int, height: Int, width: Int, _ kernel: (height: Int, width: Int),
  _ outputs: Int, _ padding: Int
) -> Tensor {
  let (shape, pixels) = (z.shape, batch * height * width)
  let rows = height + 2 * padding - kernel.height + 1
  let columns = width + 2 * padding - kernel.width + 1
  /// `pass` for each row of an image that a tap contributes to: its start in z and in y, and its length.
  @_transparent
  func forRuns(_ image: Int, _ pass: (_ z: Int, _ y: Int, _ count: Int) -> Void) {
    for r in 0..<kernel.height {
      for s in 0..<kernel.width {
        let first = max(0, padding - s)
        let count = min(columns, width + padding - s) - first
        for o in 0..<outputs {
          let tap = ((r * kernel.width + s) * outputs + o) * pixels
          for y in 0..<rows where count > 0 && (0..<height).contains(y + r - padding) {
            let pixel = (image * height + y + r - padding) * width + first + s - padding
            pass(tap + pixel, ((image * rows + y) * columns + first) * outputs + o, count)
          }
        }
      }
    }
  }
  let result = Tensor.zeros([batch, rows, columns, outputs])
  parallel(chunks: batch, if: shape.count > 1 << 14) { image in
    @_transparent func add(_ from: Int, _ to: Int, _ count: Int) {
      let (z, y) = (z.pointer + from, result.pointer + to)
      if outputs == 1 {
        for i in 0..<count { y[i] += z[i] }
      } else {
        for i in 0..<count { y[i * outputs] += z[i] }
      }
    }
    forRuns(image, add)
  }
  return result.recorded("conv2d", z) { upstream in
    let gradient = Tensor.zeros(shape)
    parallel(chunks: batch, if: shape.count > 1 << 14) { image in
      @_transparent func copy(_ to: Int, _ from: Int, _ count: Int) {
        let (dz, dy) = (gradient.pointer + to, upstream.pointer + from)
        for i in 0..<count { dz[i] = dy[i * outputs] }
      }
      forRuns(image, copy)
    }
    return gradient
  }
}
