/// A matrix in memory: element (i, j) lies at `pointer[i * rowStride + j * columnStride]`. A transposed
/// matrix is the same memory with its strides exchanged.
struct Matrix {
  private(set) var rows, columns: Int
  var pointer: UnsafeMutablePointer<Float>
  var rowStride: Int
  var columnStride = 1
  /// The memory, where it is the matrix's own.
  private var owner: Storage?

  /// A view of memory owned elsewhere, rows one after the other or `stride` apart.
  init(_ pointer: UnsafePointer<Float>, _ rows: Int, _ columns: Int, stride: Int? = nil) {
    (self.rows, self.columns) = (rows, columns)
    self.pointer = UnsafeMutablePointer(mutating: pointer)
    rowStride = stride ?? columns
  }

  /// A matrix with memory of its own, to be written next.
  init(_ rows: Int, _ columns: Int) {
    let owner = Storage(count: rows * columns)
    self.init(owner.pointer, rows, columns)
    self.owner = owner
  }

  var count: Int { rows * columns }

  /// Contiguous memory as rows to reduce, or as columns.
  var rowView: AxisView { (rows, columns, 1) }
  var columnView: AxisView { (1, rows, columns) }

  var transposed: Matrix {
    var result = self
    (result.rows, result.columns) = (columns, rows)
    (result.rowStride, result.columnStride) = (columnStride, rowStride)
    return result
  }

  /// A range of the rows.
  func rows(_ range: Range<Int>) -> Matrix {
    var result = self
    result.rows = range.count
    result.pointer += range.lowerBound * rowStride
    return result
  }

  @inline(__always)
  func at(_ row: Int, _ column: Int) -> UnsafeMutablePointer<Float> {
    pointer + row * rowStride + column * columnStride
  }

  static func * (a: Matrix, b: Matrix) -> Matrix {
    let c = Matrix(a.rows, b.columns)
    multiply(a, b, into: c)
    return c
  }

  /// Adds a · b to this matrix, in each element's chain.
  func add(_ a: Matrix, times b: Matrix) {
    if a.columns > 0 { multiply(a, b, into: self, start: .product) }
  }
}

/// C = A · B, any strides on A and B, rows of C contiguous.
///
/// Each element of C is one chain of fused multiply-adds over k in order, begun with zero, a bias or C
/// itself. No blocking, tile or thread count changes its bits.
func multiply(_ a: Matrix, _ b: Matrix, into c: Matrix, start: Tiles.Start = .zero) {
  if c.count > 0 { BlockedProduct(a: a, b: b, c: c, start: start).run() }
}
