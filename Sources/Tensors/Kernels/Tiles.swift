/// A block of a product, computed tile by tile: rows of A, each with its own start, by panels of B.
struct Tiles {
  /// The rows and columns of the block in C.
  var rows, columns: Range<Int>

  /// The start of row `rows.lowerBound`, or the base of the table's offsets.
  var a: UnsafePointer<Float>
  /// The starts of the block's rows, from `a` on. Nil where they follow one another.
  var aRows: UnsafePointer<Int>?
  /// From a row to the next where there is no table.
  var aRowStride = 0
  var aSegments = MicroKernel.zeroOffset
  var aStep: Int
  var steps: Int
  var segments = 1

  /// The panel of the first column.
  var b: UnsafePointer<Float>
  var bStep, bPanelStride: Int

  var c: Matrix
  var start: Start

  /// The initial value of the sums.
  enum Start {
    case zero
    /// C itself: the product is added to it.
    case product
    case columnBias(UnsafePointer<Float>)
    case rowBias(UnsafePointer<Float>)
  }

  /// Computes `tileRows` rows of `panels` panels at a time, then the rest in smaller tiles.
  func run(tileRows: Int, panels width: Int) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 8) { offsets in
      for i in 0..<8 { offsets[i] = i * aRowStride }
      run(tileRows, width, UnsafePointer(offsets.baseAddress!))
    }
  }

  /// `offsets` of a tile's rows, where there is no table of all.
  private func run(_ tileRows: Int, _ width: Int, _ offsets: UnsafePointer<Int>) {
    var operands = MicroKernel.Operands(
      steps: steps, segments: segments, a: a, aRows: offsets, aSegments: aSegments, aStep: aStep,
      b: b, bStep: bStep, bPanelStride: bPanelStride, start: c.pointer, startStride: 0,
      c: c.pointer, cStride: c.rowStride)
    var column = columns.lowerBound
    while column < columns.upperBound {
      let panels = min(width, (columns.upperBound - column + 15) / 16)
      var isWhole = c.columnStride == 1 && column + panels * 16 <= columns.upperBound
      /// The initial values of a row's sums, if they are the same for all rows.
      var common: UnsafePointer<Float>?
      switch start {
      case .product: break
      case .zero: common = Tiles.zeros
      case .columnBias(let bias): common = bias + column
      case .rowBias: isWhole = false
      }
      operands.startStride = common == nil ? c.rowStride : 0
      var row = rows.lowerBound
      while row < rows.upperBound {
        let height = MicroKernel.height(of: rows.upperBound - row, tile: tileRows)
        let first = row - rows.lowerBound
        if let aRows { operands.aRows = aRows + first } else { operands.a = a + first * aRowStride }
        operands.c = c.at(row, column)
        operands.start = common ?? UnsafePointer(operands.c)
        if isWhole {
          MicroKernel.run(rows: height, panels: panels, operands)
        } else {
          runEdge(height, panels, row, column, operands)
        }
        row += height
      }
      column += panels * 16
      operands.b += panels * bPanelStride
    }
  }

  /// Runs an edge tile, which reaches past the block, or one whose columns are apart, in a buffer of its own.
  @inline(never)
  private func runEdge(
    _ height: Int, _ panels: Int, _ row: Int, _ column: Int, _ operands: MicroKernel.Operands
  ) {
    // Eight rows of thirty-two, on the stack.
    let zero = SIMD64<Float>(repeating: 0)
    var buffer = (zero, zero, zero, zero)
    withUnsafeMutableBytes(of: &buffer) { buffer in
      let aside = buffer.baseAddress!.assumingMemoryBound(to: Float.self)
      let columns = column..<min(columns.upperBound, column + panels * 16)
      for i in 0..<height { begin(row + i, columns, aside + i * 32) }
      var operands = operands
      operands.start = UnsafePointer(aside)
      operands.startStride = 32
      operands.c = aside
      operands.cStride = 32
      MicroKernel.run(rows: height, panels: panels, operands)
      for i in 0..<height {
        let target = c.at(row + i, column)
        for j in 0..<columns.count { target[j * c.columnStride] = aside[i * 32 + j] }
      }
    }
  }

  /// Writes the initial values of one row's sums.
  private func begin(_ row: Int, _ columns: Range<Int>, _ target: UnsafeMutablePointer<Float>) {
    switch start {
    case .zero: break
    case .columnBias(let bias):
      target.update(from: bias + columns.lowerBound, count: columns.count)
    case .rowBias(let bias):
      target.update(repeating: bias[row], count: columns.count)
    case .product:
      let source = c.at(row, columns.lowerBound)
      for j in 0..<columns.count { target[j] = source[j * c.columnStride] }
    }
  }

  private static let zeros: UnsafePointer<Float> = {
    let zeros = UnsafeMutablePointer<Float>.allocate(capacity: 32)
    zeros.initialize(repeating: 0, count: 32)
    return UnsafePointer(zeros)
  }()
}
