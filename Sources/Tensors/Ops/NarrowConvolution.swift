/// A convolution to a few channels, too few to fill a vector: one matrix product takes each pixel to what it
/// gives through every tap of the kernel, and these are then summed where they fall.
func narrowConvolution(_ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ padding: Int) -> Tensor {
  let (height, width, i, o) = (weight.shape[0], weight.shape[1], weight.shape[2], weight.shape[3])
  let spread = weight.reshaped([height * width, i, o]).transposed(permutation: [1, 0, 2])
    .reshaped([i, height * width * o])
  let y = folded(matmul(x, spread), kernel: (height, width), o, padding)
  return bias.map { y + $0 } ?? y
}

/// `y[b, y, x, o] = Σ z[b, y + r − padding, x + s − padding, (r, s, o)]`.
private func folded(
  _ z: Tensor, kernel: (height: Int, width: Int), _ outputs: Int, _ padding: Int
) -> Tensor {
  let (batch, height, width, taps) = (z.shape[0], z.shape[1], z.shape[2], z.shape[3])
  let shape = z.shape
  let rows = height + 2 * padding - kernel.height + 1
  let columns = width + 2 * padding - kernel.width + 1
  /// For each row of each tap: where its pixels begin in z and in y, and how many there are.
  func forRows(_ body: @escaping (_ z: Int, _ y: Int, _ count: Int) -> Void) {
    parallel(chunks: batch, if: shape.count > 1 << 14) { b in
      for y in 0..<rows {
        for r in 0..<kernel.height where (0..<height).contains(y + r - padding) {
          for s in 0..<kernel.width {
            let first = max(0, padding - s)
            let end = min(columns, width + padding - s)
            let pixel = (b * height + y + r - padding) * width + first + s - padding
            body(
              pixel * taps + (r * kernel.width + s) * outputs,
              ((b * rows + y) * columns + first) * outputs, max(0, end - first))
          }
        }
      }
    }
  }
  let result = Tensor.zeros([batch, rows, columns, outputs])
  forRows { z0, y0, count in
    for i in 0..<count {
      for o in 0..<outputs {
        result.pointer[y0 + i * outputs + o] += z.pointer[z0 + i * taps + o]
      }
    }
  }
  return result.recorded(z) { upstream in
    let gradient = Tensor.zeros(shape)
    forRows { z0, y0, count in
      for i in 0..<count {
        for o in 0..<outputs {
          gradient.pointer[z0 + i * taps + o] = upstream.pointer[y0 + i * outputs + o]
        }
      }
    }
    return gradient
  }
}
