/// How attention weighs.
public enum AttentionKind: Sendable {
  /// softmax(q kᵀ / √d) v: every query meets every key (Vaswani et al. 2017).
  case softmax
  /// (softmax of q over its width / √d) · ((softmax of k over the keys)ᵀ v): the cost grows with the number
  /// of keys, not its square (Shen et al. 2021).
  case linear
}

/// The sizes of an attention of rows to each other.
struct AttentionSizes {
  let kind: AttentionKind
  /// Rows of an image, and numbers in each.
  let rows: Int
  let channels: Int
  let heads: Int
  /// Numbers in a query, key or value of one head.
  let width: Int
  /// Learned keys and values that come before those of the rows.
  let entries: Int

  var keys: Int { entries + rows }
  /// Columns of the projection: queries, keys, values, in each head after head.
  var projected: Int { 3 * heads * width }
  func column(_ part: Int, _ head: Int) -> Int { (part * heads + head) * width }
}

/// One head's attention in one image, small enough to stay in the second-level cache: all it is made of is
/// computed again in the backward pass, because keeping it would cost more than the arithmetic.
struct AttentionHead {
  let sizes: AttentionSizes
  private let queries, keys, values: Storage
  /// Softmax: the weights `[rows, keys]`. Linear: the context `[width, width]`.
  private let weights: Storage
  /// What the head gives, `[rows, width]`.
  let mixed: Storage

  /// `x` is `[rows, channels]`, `projection` `[channels, projected]`, `memory` `[2, heads, entries, width]`.
  init(
    _ sizes: AttentionSizes, _ head: Int, _ x: UnsafePointer<Float>,
    projection: UnsafePointer<Float>, memory: UnsafePointer<Float>?
  ) {
    self.sizes = sizes
    let (n, m, d) = (sizes.rows, sizes.keys, sizes.width)
    queries = Storage(count: n * d)
    keys = Storage(count: m * d)
    values = Storage(count: m * d)
    mixed = Storage(count: n * d)
    for (part, target) in [queries, keys, values].enumerated() {
      let learned = part == 0 ? 0 : sizes.entries * d
      if let memory, part > 0 {
        target.pointer.update(
          from: memory + ((part - 1) * sizes.heads + head) * learned, count: learned)
      }
      multiply(
        n, d, sizes.channels, x, aRowStride: sizes.channels, aColumnStride: 1,
        projection + sizes.column(part, head), bRowStride: sizes.projected, bColumnStride: 1,
        into: target.pointer + learned, cRowStride: d)
    }
    let scale = 1 / Float(d).squareRoot()
    switch sizes.kind {
    case .softmax:
      map(n * d, queries.pointer, into: queries.pointer) { $0 * scale }
      weights = Storage(count: n * m)
      multiply(n, m, d, queries, keys, transposeY: true, into: weights)
      Softmax.forward(outer: n, axis: m, inner: 1, weights.pointer, into: weights.pointer)
      multiply(n, d, m, weights, values, into: mixed)
    case .linear:
      Softmax.forward(
        outer: n, axis: d, inner: 1, queries.pointer, times: scale, into: queries.pointer)
      Softmax.forward(outer: 1, axis: m, inner: d, keys.pointer, into: keys.pointer)
      weights = Storage(count: d * d)
      multiply(d, d, m, keys, values, transposeX: true, into: weights)
      multiply(n, d, d, queries, weights, into: mixed)
    }
  }

  /// The gradients of queries `[rows, width]`, keys and values `[keys, width]`, from that of `mixed`.
  func gradients(_ upstream: Storage) -> [Storage] {
    let (n, m, d) = (sizes.rows, sizes.keys, sizes.width)
    let (dQueries, dKeys) = (Storage(count: n * d), Storage(count: m * d))
    let (dValues, dWeights) = (Storage(count: m * d), Storage(count: weights.count))
    let scale = 1 / Float(d).squareRoot()
    switch sizes.kind {
    case .softmax:
      multiply(n, m, d, upstream, values, transposeY: true, into: dWeights)
      Softmax.backward(
        outer: n, axis: m, inner: 1, weights.pointer, upstream: dWeights.pointer,
        into: dWeights.pointer)
      multiply(n, d, m, dWeights, keys, into: dQueries)
      map(n * d, dQueries.pointer, into: dQueries.pointer) { $0 * scale }
      multiply(m, d, n, dWeights, queries, transposeX: true, into: dKeys)
      multiply(m, d, n, weights, upstream, transposeX: true, into: dValues)
    case .linear:
      multiply(d, d, n, queries, upstream, transposeX: true, into: dWeights)
      multiply(n, d, d, upstream, weights, transposeY: true, into: dQueries)
      multiply(m, d, d, values, dWeights, transposeY: true, into: dKeys)
      multiply(m, d, d, keys, dWeights, into: dValues)
      Softmax.backward(
        outer: n, axis: d, inner: 1, queries.pointer, times: scale, upstream: dQueries.pointer,
        into: dQueries.pointer)
      Softmax.backward(
        outer: 1, axis: m, inner: d, keys.pointer, upstream: dKeys.pointer, into: dKeys.pointer)
    }
    return [dQueries, dKeys, dValues]
  }
}

/// `c = x · y` of matrices that fill their storages, `[m, k]` and `[k, n]`, either one stored transposed.
private func multiply(
  _ m: Int, _ n: Int, _ k: Int, _ x: Storage, _ y: Storage, transposeX: Bool = false,
  transposeY: Bool = false, into c: Storage
) {
  multiply(
    m, n, k, x.pointer, aRowStride: transposeX ? 1 : k, aColumnStride: transposeX ? m : 1,
    y.pointer, bRowStride: transposeY ? 1 : n, bColumnStride: transposeY ? k : 1,
    into: c.pointer, cRowStride: n)
}
