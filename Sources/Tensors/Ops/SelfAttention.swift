/// Multi-head self-attention over an image's pixels or a sequence's rows (Vaswani et al. 2017), with its
/// projections: queries, keys and values are x · projection, each head attends with its own, and the result is
/// all heads side by side · output + bias, `[batch, …, channels]`. Traps where the shapes do not fit.
///
/// One head of one image at a time, so that nothing between x and the result leaves the cache; the backward
/// pass computes it again.
///
/// - Parameters:
///   - x: `[batch, …, channels]`; all axes between count as rows.
///   - projection: `[channels, 3 · heads · width]`: queries, keys, values, in each head after head.
///   - memory: learned keys and values, placed before the rows', `[2, heads, entries, width]`.
///   - output: `[heads · width, channels]`.
///   - bias: `[channels]`.
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
  let (batch, rows) = (x.shape[0], x.count / max(1, x.shape[0] * channels))
  let weights = [projection, output, memory].compactMap { $0 }

  /// An image's rows in x, or in a tensor of its shape.
  func image(_ index: Int, of x: Tensor) -> Matrix {
    Matrix(x.pointer + index * rows * channels, rows, channels)
  }
  /// A head's part of the weights, or of their gradients.
  func operands(
    _ head: Int, _ x: Matrix, _ weights: [UnsafeMutablePointer<Float>]
  ) -> AttentionOperands {
    let entries = memory?.shape[2] ?? 0
    func part(_ index: Int) -> AttentionOperands.Part {
      let weight = weights[0] + (index * heads + head) * width
      let isLearned = index > 0 && entries > 0
      return AttentionOperands.Part(
        weight: Matrix(weight, channels, width, stride: 3 * heads * width),
        learned: isLearned
          ? Matrix(weights[2] + ((index - 1) * heads + head) * entries * width, entries, width)
          : Matrix(weight, 0, width))
    }
    return AttentionOperands(
      x: x, query: part(0), key: part(1), value: part(2),
      output: Matrix(weights[1] + head * width * channels, width, channels))
  }

  /// The attention of these heads.
  func attention<Head: AttentionHead>(by _: Head.Type) -> Tensor {
    func attend(_ head: Int, _ x: Matrix) -> Head {
      Head(operands(head, x, weights.map { $0.pointer }))
    }
    // The bias itself would be written to where it has the result's shape.
    var result = bias.constant(broadcastTo: x.shape)
    _ = result.mutablePointer()
    let y = result
    parallel(chunks: batch) { index in
      for head in 0..<heads {
        attend(head, image(index, of: x)).addResult(to: image(index, of: y))
      }
    }
    let (shape, recalled) = (x.shape, x.recalled)
    return y.recorded("selfAttention", [x] + weights) { upstream in
      let (x, dx) = (recalled(), Tensor.zeros(shape))
      // Images are summed in at most sixteen groups, on any number of threads, then the groups in order.
      let size = max(1, (batch + 15) / 16)
      let groups = (batch + size - 1) / size
      let partial = weights.map { Tensor.zeros(Shape([groups] + $0.shape.lengths)) }
      parallel(chunks: groups) { group in
        let sums = partial.map { $0.pointer + group * ($0.count / groups) }
        for index in group * size..<min(batch, (group + 1) * size) {
          for head in 0..<heads {
            attend(head, image(index, of: x)).addGradients(
              image(index, of: upstream), to: operands(head, image(index, of: dx), sums))
          }
        }
      }
      return [dx] + partial.map { $0.sum(axis: 0) }
    }
    .recorded("selfAttention", bias: bias)
  }
  return kind == .softmax ? attention(by: SoftmaxHead.self) : attention(by: LinearHead.self)
}

/// The attention of a head: the cost of all pairs, or a linear one.
public enum AttentionKind: Sendable {
  /// softmax(q kᵀ / √d) v: every query meets every key (Vaswani et al. 2017).
  case softmax
  /// (softmax of q over its width / √d) · ((softmax of k over the keys)ᵀ v): the cost grows with the number
  /// of keys, not its square (Shen et al. 2021).
  case linear
}
