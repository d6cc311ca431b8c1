/// One head's linear attention in one image, small enough to stay in the second-level cache and computed
/// again in the backward pass.
///
/// Without a softmax between them, products associate: values need never be made. With keys k (softmaxed),
/// learned ones kₘ and vₘ, the context kᵀ v is (kᵀ x) Wᵥ + kₘᵀ vₘ, and what the head gives, q · context · Wₒ,
/// is q times one small matrix.
struct LinearHead: AttentionHead {
  private let operands: AttentionOperands
  private let queries, keys: Storage
  /// kᵀ x, `[width, channels]`.
  private let gathered: Storage
  /// `[width, width]`.
  private let context: Storage
  /// context · output, `[width, channels]`.
  private let answer: Storage
  private let scale: Float

  private var valueWeight: MatrixView {
    MatrixView(
      operands.projection + operands.sizes.column(2), rowStride: operands.sizes.projected,
      columnStride: 1)
  }
  private var learnedValues: UnsafePointer<Float>? {
    operands.memory.map { $0 + operands.sizes.memoryPart }
  }

  init(_ operands: AttentionOperands) {
    self.operands = operands
    let sizes = operands.sizes
    let (n, c, d, e) = (sizes.rows, sizes.channels, sizes.width, sizes.entries)
    scale = 1 / Float(d).squareRoot()
    (queries, keys) = (operands.projected(0), operands.projected(1))
    (gathered, context) = (Storage(count: d * c), Storage(count: d * d))
    answer = Storage(count: d * c)
    Softmax.forward(
      outer: n, axis: d, inner: 1, queries.pointer, times: scale, into: queries.pointer)
    Softmax.forward(outer: 1, axis: e + n, inner: d, keys.pointer, times: 1, into: keys.pointer)
    multiply(
      d, c, n, keys.pointer + e * d, operands.x, transposeX: true, into: gathered.pointer)
    multiply(
      d, d, c, gathered.pointer, aRowStride: c, aColumnStride: 1, valueWeight.pointer,
      bRowStride: sizes.projected, bColumnStride: 1, into: context.pointer, cRowStride: d)
    if let learnedValues {
      multiply(
        d, d, e, keys.pointer, learnedValues, transposeX: true, into: context.pointer,
        accumulate: true)
    }
    multiply(d, c, d, context.pointer, operands.output, into: answer.pointer)
  }

  func addResult(to y: UnsafeMutablePointer<Float>) {
    let sizes = operands.sizes
    multiply(
      sizes.rows, sizes.channels, sizes.width, queries.pointer, answer.pointer, into: y,
      accumulate: true)
  }

  func addGradients(_ upstream: UnsafePointer<Float>, to gradients: AttentionGradients) {
    let sizes = operands.sizes
    let (n, m, c) = (sizes.rows, sizes.keys, sizes.channels)
    let (d, e) = (sizes.width, sizes.entries)
    let (dAnswer, dContext) = (Storage(count: d * c), Storage(count: d * d))
    let dGathered = Storage(count: d * c)
    let (dQueries, dKeys) = (Storage(count: n * d), Storage(count: m * d))
    multiply(d, c, n, queries.pointer, upstream, transposeX: true, into: dAnswer.pointer)
    multiply(n, d, c, upstream, answer.pointer, transposeY: true, into: dQueries.pointer)
    multiply(
      d, d, c, dAnswer.pointer, operands.output, transposeY: true, into: dContext.pointer)
    multiply(
      d, c, d, context.pointer, dAnswer.pointer, transposeX: true, into: gradients.output,
      accumulate: true)
    multiply(
      d, c, d, dContext.pointer, aRowStride: d, aColumnStride: 1, valueWeight.pointer,
      bRowStride: 1, bColumnStride: sizes.projected, into: dGathered.pointer, cRowStride: c)
    multiply(
      c, d, d, gathered.pointer, aRowStride: 1, aColumnStride: c, dContext.pointer, bRowStride: d,
      bColumnStride: 1, into: gradients.projection + sizes.column(2),
      cRowStride: sizes.projected, accumulate: true)
    multiply(
      n, d, c, operands.x, dGathered.pointer, transposeY: true, into: dKeys.pointer + e * d)
    multiply(
      n, c, d, keys.pointer + e * d, dGathered.pointer, into: gradients.x, accumulate: true)
    if let learnedValues, let memory = gradients.memory {
      multiply(e, d, d, learnedValues, dContext.pointer, transposeY: true, into: dKeys.pointer)
      multiply(
        e, d, d, keys.pointer, dContext.pointer, into: memory + sizes.memoryPart,
        accumulate: true)
    }
    Softmax.backward(
      outer: n, axis: d, inner: 1, queries.pointer, times: scale, upstream: dQueries.pointer,
      into: dQueries.pointer)
    Softmax.backward(
      outer: 1, axis: m, inner: d, keys.pointer, upstream: dKeys.pointer, into: dKeys.pointer)
    gradients.add(dQueries, part: 0, operands)
    gradients.add(dKeys, part: 1, operands)
  }
}
