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

  private func head(_ head: Int, _ image: Int) -> any AttentionHead {
    let operands = AttentionOperands(
      sizes: sizes, x: x.pointer + image * imageCount,
      projection: projection.pointer + head * sizes.width,
      memory: memory.map { UnsafePointer($0.pointer) + head * sizes.entries * sizes.width },
      output: output.pointer + head * sizes.width * sizes.channels)
    switch sizes.kind {
    case .softmax: return SoftmaxHead(operands)
    case .linear: return LinearHead(operands)
    }
  }

  func forward(_ bias: Tensor) -> Tensor {
    let result = bias.spread(to: x.shape)
    parallel(chunks: batch) { image in
      let y = result.pointer + image * imageCount
      for index in 0..<sizes.heads { head(index, image).addResult(to: y) }
    }
    return result
  }

  /// Those of x, the projection, the output and, where there is one, the memory.
  func gradients(_ upstream: Tensor) -> [Tensor] {
    let dx = Tensor.zeros(x.shape)
    // Images are summed in at most sixteen groups, whatever the threads, then the groups in order.
    let size = max(1, (batch + 15) / 16)
    let groups = (batch + size - 1) / size
    let weights = [projection, output] + (memory.map { [$0] } ?? [])
    let partial = weights.map { Tensor.zeros(Shape([groups] + $0.shape.lengths)) }
    parallel(chunks: groups) { group in
      let sums = partial.map { $0.pointer + group * ($0.count / groups) }
      for image in group * size..<min(batch, (group + 1) * size) {
        for index in 0..<sizes.heads {
          let gradients = AttentionGradients(
            x: dx.pointer + image * imageCount, projection: sums[0] + index * sizes.width,
            memory: sums.count > 2 ? sums[2] + index * sizes.entries * sizes.width : nil,
            output: sums[1] + index * sizes.width * sizes.channels)
          head(index, image).addGradients(upstream.pointer + image * imageCount, to: gradients)
        }
      }
    }
    return [dx] + partial.map { $0.sum(axis: 0) }
  }
}
