/// A matrix product with so few steps of k that loading and storing C is most of the work: it goes
/// through C once, row by row, four vectors at a time, and each row is a few rows of B scaled and added.
struct ThinProduct {
  static let greatestDepth = 8
  private let product: BlockedProduct
  /// A row of C in whole vectors.
  private let width: Int

  init(_ product: BlockedProduct) {
    self.product = product
    width = (product.n + 15) / 16 * 16
  }

  func run(isParallel: Bool) {
    let blockRows = 32
    let blocks = (product.m + blockRows - 1) / blockRows
    let packed = packedRows()
    parallel(chunks: blocks, if: isParallel) { block in
      for row in block * blockRows..<min(product.m, (block + 1) * blockRows) {
        run(row, packed.pointer)
      }
    }
  }

  /// What the sums begin with, then B's rows, `[1 + k, width]`, zeros past the last column.
  private func packedRows() -> Storage {
    let (b, n) = (product.b, product.n)
    let packed = Storage(count: (1 + product.k) * width)
    packed.pointer.update(repeating: 0, count: packed.count)
    if case .columnBias(let bias) = product.start {
      packed.pointer.update(from: bias, count: n)
    }
    for step in 0..<product.k {
      let row = packed.pointer + (1 + step) * width
      let source = b.from(step, 0).pointer
      for j in 0..<n { row[j] = source[j * b.columnStride] }
    }
    return packed
  }

  private func run(_ i: Int, _ packed: UnsafePointer<Float>) {
    let (n, c) = (product.n, product.c.from(i, 0).pointer)
    var column = 0
    while column + 64 <= n {
      strip(i, packed + column, into: c + column)
      column += 64
    }
    while column + 16 <= n {
      vector(i, packed + column, start: c + column).store(to: c + column)
      column += 16
    }
    if column < n {
      let last = withUnsafeTemporaryAllocation(byteCount: 64, alignment: 64) { buffer in
        let aside = buffer.bindMemory(to: Float.self).baseAddress!
        aside.update(repeating: 0, count: 16)
        aside.update(from: c + column, count: n - column)
        return vector(i, packed + column, start: aside)
      }
      last.store(to: c + column, first: n - column)
    }
  }

  /// Sixteen columns of one row; `start` is where C's lie.
  @inline(__always)
  private func vector(
    _ i: Int, _ packed: UnsafePointer<Float>, start c: UnsafePointer<Float>
  ) -> Lanes {
    var sum: Lanes
    switch product.start {
    case .product: sum = Lanes(c)
    case .rowBias(let bias): sum = Lanes(repeating: bias[i])
    default: sum = Lanes(packed)
    }
    var a = UnsafePointer(product.a.from(i, 0).pointer)
    var b = packed + width
    for _ in 0..<product.k {
      sum.addProduct(a.pointee, Lanes(b))
      a += product.a.columnStride
      b += width
    }
    return sum
  }

  /// Sixty-four columns of one row.
  @inline(__always)
  private func strip(
    _ i: Int, _ packed: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>
  ) {
    var first = UnsafePointer(packed)
    if case .product = product.start { first = UnsafePointer(c) }
    var (c0, c1) = (Lanes(first), Lanes(first + 16))
    var (c2, c3) = (Lanes(first + 32), Lanes(first + 48))
    if case .rowBias(let bias) = product.start {
      c0 = Lanes(repeating: bias[i])
      (c1, c2, c3) = (c0, c0, c0)
    }
    var a = UnsafePointer(product.a.from(i, 0).pointer)
    var b = packed + width
    for _ in 0..<product.k {
      let scale = a.pointee
      c0.addProduct(scale, Lanes(b))
      c1.addProduct(scale, Lanes(b + 16))
      c2.addProduct(scale, Lanes(b + 32))
      c3.addProduct(scale, Lanes(b + 48))
      a += product.a.columnStride
      b += width
    }
    c0.store(to: c)
    c1.store(to: c + 16)
    c2.store(to: c + 32)
    c3.store(to: c + 48)
  }
}
