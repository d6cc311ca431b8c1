/// The register tile of the matrix product: a few rows of C, one or two panels of sixteen columns, held
/// in registers while k runs.
///
/// Each element is one chain of fused multiply-adds over k in order, so the shape of a tile, and with
/// it the CPU, does not change a bit.
enum MicroKernel {
  /// What a tile works on. A's rows, where not packed, are `aRowStride` apart. B's panels are sixteen columns each; `start` is what the sums begin with and
  /// may be `c` itself.
  struct Operands {
    var k: Int
    var a: UnsafePointer<Float>
    var aRowStride: Int
    var b: UnsafePointer<Float>
    var bStride: Int
    var bPanelStride: Int
    var start: UnsafePointer<Float>
    var startStride: Int
    var c: UnsafeMutablePointer<Float>
    var cStride: Int
  }

  /// Which tile.
  struct Tile {
    /// 1, 2, 4, 6 or 8.
    var rows: Int
    /// 1 or 2.
    var panels: Int
    /// Whether A is `[k, rows]`, for six or eight rows; otherwise a row of A is contiguous.
    var isPacked: Bool
  }

  /// `c[i][j] = start[i][j] + Σₖ a[i][k] · b[k][j]` over a tile.
  @inline(__always)
  static func run(_ tile: Tile, _ operands: Operands) {
    switch (tile.isPacked, tile.rows, tile.panels) {
    case (false, 8, 1): eight(operands)
    case (false, 8, _): eightByTwo(operands)
    case (false, 6, 1): six(operands)
    case (false, 6, _): sixByTwo(operands)
    case (_, 4, 1): four(operands)
    case (_, 4, _): fourByTwo(operands)
    case (_, 2, 1): two(operands)
    case (_, 2, _): twoByTwo(operands)
    case (_, 1, 1): one(operands)
    case (_, 1, _): oneByTwo(operands)
    case (_, 8, 1): packedEight(operands)
    case (_, 8, _): packedEightByTwo(operands)
    case (_, _, 1): packedSix(operands)
    default: packedSixByTwo(operands)
    }
  }

  // Never inlined: inside a larger function the accumulators spill.
  @inline(never) private static func eight(_ o: Operands) { tile(8, 1, o) }
  @inline(never) private static func eightByTwo(_ o: Operands) { tile(8, 2, o) }
  @inline(never) private static func six(_ o: Operands) { tile(6, 1, o) }
  @inline(never) private static func sixByTwo(_ o: Operands) { tile(6, 2, o) }
  @inline(never) private static func four(_ o: Operands) { tile(4, 1, o) }
  @inline(never) private static func fourByTwo(_ o: Operands) { tile(4, 2, o) }
  @inline(never) private static func two(_ o: Operands) { tile(2, 1, o) }
  @inline(never) private static func twoByTwo(_ o: Operands) { tile(2, 2, o) }
  @inline(never) private static func one(_ o: Operands) { tile(1, 1, o) }
  @inline(never) private static func oneByTwo(_ o: Operands) { tile(1, 2, o) }
  @inline(never) private static func packedEight(_ o: Operands) { tile(8, 1, packed: true, o) }
  @inline(never) private static func packedEightByTwo(_ o: Operands) { tile(8, 2, packed: true, o) }
  @inline(never) private static func packedSix(_ o: Operands) { tile(6, 1, packed: true, o) }
  @inline(never) private static func packedSixByTwo(_ o: Operands) { tile(6, 2, packed: true, o) }

  /// All but the operands are literals at every call: the accumulators a smaller tile does not need vanish.
  @inline(__always)
  private static func tile(_ rows: Int, _ panels: Int, packed: Bool = false, _ o: Operands) {
    let zero = Lanes(repeating: 0)
    @inline(__always) func begin(_ row: Int, _ panel: Int) -> Lanes {
      row < rows && panel < panels ? Lanes(o.start + row * o.startStride + panel * 16) : zero
    }
    var (c00, c01) = (begin(0, 0), begin(0, 1))
    var (c10, c11) = (begin(1, 0), begin(1, 1))
    var (c20, c21) = (begin(2, 0), begin(2, 1))
    var (c30, c31) = (begin(3, 0), begin(3, 1))
    var (c40, c41) = (begin(4, 0), begin(4, 1))
    var (c50, c51) = (begin(5, 0), begin(5, 1))
    var (c60, c61) = (begin(6, 0), begin(6, 1))
    var (c70, c71) = (begin(7, 0), begin(7, 1))
    let (rowStride, step) = packed ? (1, rows) : (o.aRowStride, 1)
    var a0 = o.a
    var a1 = o.a + 1 * rowStride
    var a2 = o.a + 2 * rowStride
    var a3 = o.a + 3 * rowStride
    var a4 = o.a + 4 * rowStride
    var a5 = o.a + 5 * rowStride
    var a6 = o.a + 6 * rowStride
    var a7 = o.a + 7 * rowStride
    var b = o.b
    for _ in 0..<o.k {
      let b0 = Lanes(b)
      let b1 = panels > 1 ? Lanes(b + o.bPanelStride) : zero
      c00.addProduct(a0.pointee, b0)
      if panels > 1 { c01.addProduct(a0.pointee, b1) }
      if rows > 1 { c10.addProduct(a1.pointee, b0) }
      if rows > 1 && panels > 1 { c11.addProduct(a1.pointee, b1) }
      if rows > 2 { c20.addProduct(a2.pointee, b0) }
      if rows > 2 && panels > 1 { c21.addProduct(a2.pointee, b1) }
      if rows > 3 { c30.addProduct(a3.pointee, b0) }
      if rows > 3 && panels > 1 { c31.addProduct(a3.pointee, b1) }
      if rows > 4 { c40.addProduct(a4.pointee, b0) }
      if rows > 4 && panels > 1 { c41.addProduct(a4.pointee, b1) }
      if rows > 5 { c50.addProduct(a5.pointee, b0) }
      if rows > 5 && panels > 1 { c51.addProduct(a5.pointee, b1) }
      if rows > 6 { c60.addProduct(a6.pointee, b0) }
      if rows > 6 && panels > 1 { c61.addProduct(a6.pointee, b1) }
      if rows > 7 { c70.addProduct(a7.pointee, b0) }
      if rows > 7 && panels > 1 { c71.addProduct(a7.pointee, b1) }
      a0 += step
      a1 += step
      a2 += step
      a3 += step
      a4 += step
      a5 += step
      a6 += step
      a7 += step
      b += o.bStride
    }
    @inline(__always) func end(_ row: Int, _ first: Lanes, _ second: Lanes) {
      if row < rows { first.store(to: o.c + row * o.cStride) }
      if row < rows && panels > 1 { second.store(to: o.c + row * o.cStride + 16) }
    }
    end(0, c00, c01)
    end(1, c10, c11)
    end(2, c20, c21)
    end(3, c30, c31)
    end(4, c40, c41)
    end(5, c50, c51)
    end(6, c60, c61)
    end(7, c70, c71)
  }
}
