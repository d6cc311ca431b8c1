/// The register tile of every product: a few rows of C, one or two panels of sixteen columns, held in
/// registers while k runs.
///
/// A table gives the starts of A's rows, another those of k's segments: so one tile serves a matrix, packed or
/// in place, and the windows of a convolution. Each element is one chain of fused multiply-adds over k in
/// order, so the shape of a tile, and with it the CPU, does not change a bit.
enum MicroKernel {
  struct Operands {
    /// Steps of k in a segment.
    var steps: Int
    var segments = 1
    var a: UnsafePointer<Float>
    /// The start of each row of the tile, from `a` on.
    var aRows: UnsafePointer<Int>
    /// The start of each segment, from a row's start on.
    var aSegments = MicroKernel.zeroOffset
    /// From one step of k to the next.
    var aStep: Int
    /// B's panels, sixteen columns each. Segments follow one another.
    var b: UnsafePointer<Float>
    var bStep, bPanelStride: Int
    /// The sums' initial values; may be `c` itself.
    var start: UnsafePointer<Float>
    var startStride: Int
    var c: UnsafeMutablePointer<Float>
    var cStride: Int
  }

  /// `c[i][j] = start[i][j] + Σₖ a[i][k] · b[k][j]` over a tile of 1 to 8 rows and 1 or 2 panels.
  @inline(__always)
  static func run(rows: Int, panels: Int, _ operands: Operands) {
    let isDense = rows > 4 && operands.aRows[rows - 1] - operands.aRows[0] == rows - 1
    switch (rows, panels) {
    case (8, 1) where isDense: denseEight(operands)
    case (8, _) where isDense: denseEightByTwo(operands)
    case (6, 1) where isDense: denseSix(operands)
    case (6, _) where isDense: denseSixByTwo(operands)
    case (8, 1): eight(operands)
    case (8, _): eightByTwo(operands)
    case (7, 1): seven(operands)
    case (7, _): sevenByTwo(operands)
    case (6, 1): six(operands)
    case (6, _): sixByTwo(operands)
    case (5, 1): five(operands)
    case (5, _): fiveByTwo(operands)
    case (4, 1): four(operands)
    case (4, _): fourByTwo(operands)
    case (3, 1): three(operands)
    case (3, _): threeByTwo(operands)
    case (2, 1): two(operands)
    case (2, _): twoByTwo(operands)
    case (_, 1): one(operands)
    default: oneByTwo(operands)
    }
  }

  // Never inlined: inside a larger function the accumulators spill.
  @inline(never) private static func eight(_ o: Operands) { tile(8, 1, o) }
  @inline(never) private static func eightByTwo(_ o: Operands) { tile(8, 2, o) }
  @inline(never) private static func seven(_ o: Operands) { tile(7, 1, o) }
  @inline(never) private static func sevenByTwo(_ o: Operands) { tile(7, 2, o) }
  @inline(never) private static func six(_ o: Operands) { tile(6, 1, o) }
  @inline(never) private static func sixByTwo(_ o: Operands) { tile(6, 2, o) }
  @inline(never) private static func five(_ o: Operands) { tile(5, 1, o) }
  @inline(never) private static func fiveByTwo(_ o: Operands) { tile(5, 2, o) }
  @inline(never) private static func four(_ o: Operands) { tile(4, 1, o) }
  @inline(never) private static func fourByTwo(_ o: Operands) { tile(4, 2, o) }
  @inline(never) private static func three(_ o: Operands) { tile(3, 1, o) }
  @inline(never) private static func threeByTwo(_ o: Operands) { tile(3, 2, o) }
  @inline(never) private static func two(_ o: Operands) { tile(2, 1, o) }
  @inline(never) private static func twoByTwo(_ o: Operands) { tile(2, 2, o) }
  @inline(never) private static func one(_ o: Operands) { tile(1, 1, o) }
  @inline(never) private static func oneByTwo(_ o: Operands) { tile(1, 2, o) }

  // Rows side by side in memory share one pointer.
  @inline(never) private static func denseEight(_ o: Operands) { tile(8, 1, isDense: true, o) }
  @inline(never) private static func denseEightByTwo(_ o: Operands) { tile(8, 2, isDense: true, o) }
  @inline(never) private static func denseSix(_ o: Operands) { tile(6, 1, isDense: true, o) }
  @inline(never) private static func denseSixByTwo(_ o: Operands) { tile(6, 2, isDense: true, o) }

  /// All but the operands are literals at every call: the accumulators a smaller tile does not need vanish.
  @inline(__always)
  private static func tile(_ rows: Int, _ panels: Int, isDense: Bool = false, _ o: Operands) {
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
    var b = o.b
    for segment in 0..<o.segments {
      let a = o.a + o.aSegments[segment]
      @inline(__always) func row(_ i: Int) -> UnsafePointer<Float> {
        isDense ? a + o.aRows[0] + i : i < rows ? a + o.aRows[i] : a
      }
      var (a0, a1, a2, a3) = (row(0), row(1), row(2), row(3))
      var (a4, a5, a6, a7) = (row(4), row(5), row(6), row(7))
      for _ in 0..<o.steps {
        let b0 = Lanes(b)
        let b1 = panels > 1 ? Lanes(b + o.bPanelStride) : zero
        @inline(__always) func step(
          _ row: Int, _ a: inout UnsafePointer<Float>, _ first: inout Lanes, _ second: inout Lanes
        ) {
          if row < rows { first.addProduct(a.pointee, b0) }
          if row < rows && panels > 1 { second.addProduct(a.pointee, b1) }
          a += o.aStep
        }
        step(0, &a0, &c00, &c01)
        step(1, &a1, &c10, &c11)
        step(2, &a2, &c20, &c21)
        step(3, &a3, &c30, &c31)
        step(4, &a4, &c40, &c41)
        step(5, &a5, &c50, &c51)
        step(6, &a6, &c60, &c61)
        step(7, &a7, &c70, &c71)
        b += o.bStep
      }
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

  static let zeroOffset: UnsafePointer<Int> = {
    let zero = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    zero.initialize(to: 0)
    return UnsafePointer(zero)
  }()
}
