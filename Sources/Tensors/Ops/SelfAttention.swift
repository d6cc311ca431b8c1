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
  let pass = AttentionPass(
    heads: heads, kind: kind, x: x.detached, projection: projection.detached,
    memory: memory?.detached, output: output.detached)
  let inputs = [x, projection, output] + (memory.map { [$0] } ?? [])
  return pass.forward(bias).recorded(inputs) { pass.gradients($0) }
    .recorded(bias) { $0.summed(to: bias.shape) }
}

/// How attention weighs.
public enum AttentionKind: Sendable {
  /// softmax(q kᵀ / √d) v: every query meets every key (Vaswani et al. 2017).
  case softmax
  /// (softmax of q over its width / √d) · ((softmax of k over the keys)ᵀ v): the cost grows with the number
  /// of keys, not its square (Shen et al. 2021).
  case linear
}

/// What both directions work on.
private struct AttentionPass {
  let heads: Int
  let kind: AttentionKind
  let x, projection: Tensor
  let memory: Tensor?
  let output: Tensor

  private var batch: Int { x.shape[0] }
  private var channels: Int { x.shape[-1] }
  private var rows: Int { x.count / max(1, batch * channels) }

  /// An image's rows in x, or in what has its shape.
  private func rows(_ x: Tensor, _ image: Int) -> Matrix {
    Matrix(x.pointer + image * rows * channels, rows, channels)
  }

  /// A head's part of these tensors, or of gradients that lie as they do.
  private func operands(_ head: Int, _ x: Matrix, _ pointers: [UnsafeMutablePointer<Float>])
    -> AttentionOperands
  {
    let (inner, entries) = (output.shape[0], memory?.shape[2] ?? 0)
    let width = inner / heads
    func part(_ index: Int) -> AttentionOperands.Part {
      let weight = pointers[0] + (index * heads + head) * width
      let isLearned = index > 0 && entries > 0
      return AttentionOperands.Part(
        weight: Matrix(weight, channels, width, stride: 3 * inner),
        learned: isLearned
          ? Matrix(pointers[2] + ((index - 1) * heads + head) * entries * width, entries, width)
          : Matrix(weight, 0, width))
    }
    return AttentionOperands(
      x: x, query: part(0), key: part(1), value: part(2),
      output: Matrix(pointers[1] + head * width * channels, width, channels))
  }

  private func head(_ index: Int, _ image: Int) -> any AttentionHead {
    let operands = operands(index, rows(x, image), weights.map(\.pointer))
    return kind == .softmax ? SoftmaxHead(operands) : LinearHead(operands)
  }

  private var weights: [Tensor] { [projection, output] + (memory.map { [$0] } ?? []) }

  func forward(_ bias: Tensor) -> Tensor {
    // The bias itself would be written to where it has the result's shape.
    var result = bias.spread(to: x.shape)
    _ = result.uniquePointer()
    let y = result
    parallel(chunks: batch) { image in
      for index in 0..<heads { head(index, image).addResult(to: rows(y, image)) }
    }
    return y
  }

  /// Those of x, the projection, the output and, where there is one, the memory.
  func gradients(_ upstream: Tensor) -> [Tensor] {
    let dx = Tensor.zeros(x.shape)
    // Images are summed in at most sixteen groups, whatever the threads, then the groups in order.
    let size = max(1, (batch + 15) / 16)
    let groups = (batch + size - 1) / size
    let partial = weights.map { Tensor.zeros(Shape([groups] + $0.shape.lengths)) }
    parallel(chunks: groups) { group in
      let sums = partial.map { $0.pointer + group * ($0.count / groups) }
      for image in group * size..<min(batch, (group + 1) * size) {
        for index in 0..<heads {
          head(index, image)
            .addGradients(rows(upstream, image), to: operands(index, rows(dx, image), sums))
        }
      }
    }
    return [dx] + partial.map { $0.sum(axis: 0) }
  }
}
