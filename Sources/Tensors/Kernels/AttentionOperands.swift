/// What one head reads of an image, and where its gradients go. All pointers but x's begin at the head's part.
struct AttentionOperands {
  let sizes: AttentionSizes
  let x: UnsafePointer<Float>
  let projection: UnsafePointer<Float>
  let memory: UnsafePointer<Float>?
  let output: UnsafePointer<Float>

  /// Queries (0), keys (1) or values (2), the learned ones first.
  func projected(_ part: Int) -> Storage {
    let (n, c, d) = (sizes.rows, sizes.channels, sizes.width)
    let learned = part == 0 ? 0 : sizes.entries * d
    let target = Storage(count: learned + n * d)
    if part > 0, let memory {
      target.pointer.update(from: memory + (part - 1) * sizes.memoryPart, count: learned)
    }
    multiply(
      n, d, c, x, aRowStride: c, aColumnStride: 1, projection + sizes.column(part),
      bRowStride: sizes.projected, bColumnStride: 1, into: target.pointer + learned, cRowStride: d)
    return target
  }
}

/// Where a head adds its gradients.
struct AttentionGradients {
  let x: UnsafeMutablePointer<Float>
  let projection: UnsafeMutablePointer<Float>
  let memory: UnsafeMutablePointer<Float>?
  let output: UnsafeMutablePointer<Float>

  /// Adds what follows from the gradient of queries (0), keys (1) or values (2).
  func add(_ gradient: Storage, part: Int, _ o: AttentionOperands) {
    let sizes = o.sizes
    let (n, c, d) = (sizes.rows, sizes.channels, sizes.width)
    let learned = part == 0 ? 0 : sizes.entries * d
    let ofRows = gradient.pointer + learned
    multiply(
      n, c, d, ofRows, aRowStride: d, aColumnStride: 1, o.projection + sizes.column(part),
      bRowStride: 1, bColumnStride: sizes.projected, into: x, cRowStride: c, accumulate: true)
    multiply(
      c, d, n, o.x, aRowStride: 1, aColumnStride: c, ofRows, bRowStride: d, bColumnStride: 1,
      into: projection + sizes.column(part), cRowStride: sizes.projected, accumulate: true)
    if part > 0, let memory {
      for i in 0..<learned { memory[(part - 1) * sizes.memoryPart + i] += gradient.pointer[i] }
    }
  }
}

/// `c = x · y` of matrices that fill their storages, `[m, k]` and `[k, n]`, either one stored transposed.
func multiply(
  _ m: Int, _ n: Int, _ k: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
  transposeX: Bool = false, transposeY: Bool = false, into c: UnsafeMutablePointer<Float>,
  accumulate: Bool = false
) {
  multiply(
    m, n, k, x, aRowStride: transposeX ? 1 : k, aColumnStride: transposeX ? m : 1,
    y, bRowStride: transposeY ? 1 : n, bColumnStride: transposeY ? k : 1,
    into: c, cRowStride: n, accumulate: accumulate)
}
