/// Attention of an image's pixels, or a sequence's rows, to each other, by several heads, with the products
/// before and after it: queries, keys and values are x · projection, each head mixes its own, and the result
/// is all heads side by side · output + bias.
///
/// - x: `[batch, …, channels]`; all axes between count as rows.
/// - projection: `[channels, 3 · heads · width]`: queries, keys, values, in each head after head.
/// - memory: learned keys and values that stand before the rows', `[2, heads, entries, width]`.
/// - output: `[heads · width, channels]`, bias: `[channels]`.
///
/// One head of one image at a time, so that nothing between x and the result leaves the cache; the backward
/// pass computes it again.
public func selfAttention(
  _ x: Tensor, projection: Tensor, memory: Tensor? = nil, output: Tensor, bias: Tensor,
  heads: Int, kind: AttentionKind = .softmax
) -> Tensor {
  let channels = x.shape[-1]
  let width = output.shape[0] / max(1, heads)
  require(
    x.shape.rank >= 2 && heads > 0 && projection.shape == [channels, 3 * heads * width]
      && output.shape == [heads * width, channels] && bias.shape == [channels]
      && (memory == nil
        || memory!.shape.rank == 4
          && memory!.shape.replacing(2, with: 0) == [2, heads, 0, width]),
    "selfAttention: \(x.shape) with a projection of shape \(projection.shape), \(heads) heads and an"
      + " output of shape \(output.shape): they must be [channels, 3 · heads · width] and"
      + " [heads · width, channels]")
  let sizes = AttentionSizes(
    kind: kind, rows: x.count / max(1, x.shape[0] * channels), channels: channels, heads: heads,
    width: width, entries: memory?.shape[2] ?? 0)
  let pass = AttentionPass(
    sizes: sizes, batch: x.shape[0], x: x.detached, projection: projection.detached,
    memory: memory?.detached, output: output.detached)
  let inputs = [x, projection, output] + (memory.map { [$0] } ?? [])
  return pass.forward(bias).recorded(inputs) { pass.gradients($0) }
    .recorded(bias) { $0.summed(to: bias.shape) }
}

/// What both directions work on.
private struct AttentionPass {
  let sizes: AttentionSizes
  let batch: Int
  let x, projection: Tensor
  let memory: Tensor?
  let output: Tensor

  private var imageCount: Int { sizes.rows * sizes.channels }

  private func head(_ head: Int, _ image: Int) -> AttentionHead {
    AttentionHead(
      sizes, head, x.pointer + image * imageCount, projection: projection.pointer,
      memory: memory.map { UnsafePointer($0.pointer) })
  }

  func forward(_ bias: Tensor) -> Tensor {
    let result = Tensor(uninitialized: x.shape)
    let (c, d) = (sizes.channels, sizes.width)
    parallel(chunks: batch) { image in
      for index in 0..<sizes.heads {
        let head = head(index, image)
        withExtendedLifetime(head) {
          multiply(
            sizes.rows, c, d, head.mixed.pointer, aRowStride: d, aColumnStride: 1,
            output.pointer + index * d * c, bRowStride: c, bColumnStride: 1,
            into: result.pointer + image * imageCount, cRowStride: c, accumulate: index > 0,
            bias: UnsafePointer(bias.pointer))
        }
      }
    }
    return result
  }

  /// Those of x, the projection, the output and, where there is one, the memory.
  func gradients(_ upstream: Tensor) -> [Tensor] {
    let dx = Tensor(uninitialized: x.shape)
    // Images are summed in at most sixteen groups, whatever the threads, then the groups in order.
    let size = (batch + 15) / 16
    let groups = (batch + size - 1) / max(1, size)
    let weights = [projection, output] + (memory.map { [$0] } ?? [])
    let partial = weights.map { Tensor.zeros(Shape([groups] + $0.shape.lengths)) }
    parallel(chunks: groups) { group in
      let sums = partial.map { $0.pointer + group * ($0.count / groups) }
      for image in group * size..<min(batch, (group + 1) * size) {
        for index in 0..<sizes.heads { addGradients(index, image, upstream, dx, sums) }
      }
    }
    return [dx] + partial.map { $0.sum(axis: 0) }
  }

  private func addGradients(
    _ index: Int, _ image: Int, _ upstream: Tensor, _ dx: Tensor,
    _ sums: [UnsafeMutablePointer<Float>]
  ) {
    let (n, c, d) = (sizes.rows, sizes.channels, sizes.width)
    let (x, dx) = (x.pointer + image * imageCount, dx.pointer + image * imageCount)
    let upstream = upstream.pointer + image * imageCount
    let head = head(index, image)
    let dMixed = Storage(count: n * d)
    multiply(
      n, d, c, upstream, aRowStride: c, aColumnStride: 1, output.pointer + index * d * c,
      bRowStride: 1, bColumnStride: c, into: dMixed.pointer, cRowStride: d)
    multiply(
      d, c, n, head.mixed.pointer, aRowStride: 1, aColumnStride: d, upstream, bRowStride: c,
      bColumnStride: 1, into: sums[1] + index * d * c, cRowStride: c, accumulate: true)
    for (part, gradient) in head.gradients(dMixed).enumerated() {
      let learned = part == 0 ? 0 : sizes.entries * d
      let ofRows = gradient.pointer + learned
      let column = sizes.column(part, index)
      multiply(
        n, c, d, ofRows, aRowStride: d, aColumnStride: 1, projection.pointer + column,
        bRowStride: 1, bColumnStride: sizes.projected, into: dx, cRowStride: c,
        accumulate: index > 0 || part > 0)
      multiply(
        c, d, n, x, aRowStride: 1, aColumnStride: c, ofRows, bRowStride: d, bColumnStride: 1,
        into: sums[0] + column, cRowStride: sizes.projected, accumulate: true)
      if sums.count > 2, part > 0 {
        let sum = sums[2] + ((part - 1) * sizes.heads + index) * learned
        for i in 0..<learned { sum[i] += gradient.pointer[i] }
      }
    }
  }
}
