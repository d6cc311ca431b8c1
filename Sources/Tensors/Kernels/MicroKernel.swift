/// The register tile of the matrix product: six rows of C, sixteen columns, held in registers while k
/// runs. Six by sixteen fill AVX2's sixteen registers and fit NEON's.
///
/// Each element is one chain of fused multiply-adds over k in order, so the shape of a tile, and with
/// it the CPU, does not change a bit.
enum MicroKernel {
  static let rows = 6
  static let columns = 16

  /// `c[i][j] = start[i][j] + Σₖ a[i][k] · b[k][j]` for six rows and sixteen columns.
  ///
  /// - Parameters:
  ///   - a: where each row of A begins; its elements follow at `aStride`.
  ///   - b: sixteen columns of B packed together, `[k, 16]`.
  ///   - start: what each sum begins with; may be `c`.
  ///
  /// Never inlined: inside a larger function the accumulators spill.
  @inline(never)
  static func sixRows(
    _ k: Int, _ a: Rows, aStride: Int, _ b: UnsafePointer<Float>,
    start: UnsafePointer<Float>, startStride: Int,
    into c: UnsafeMutablePointer<Float>, cStride: Int
  ) {
    var c0 = Lanes(start)
    var c1 = Lanes(start + startStride)
    var c2 = Lanes(start + 2 * startStride)
    var c3 = Lanes(start + 3 * startStride)
    var c4 = Lanes(start + 4 * startStride)
    var c5 = Lanes(start + 5 * startStride)
    var (a0, a1, a2, a3, a4, a5) = (a.0, a.1, a.2, a.3, a.4, a.5)
    var b = b
    for _ in 0..<k {
      let row = Lanes(b)
      c0.addProduct(a0.pointee, row)
      c1.addProduct(a1.pointee, row)
      c2.addProduct(a2.pointee, row)
      c3.addProduct(a3.pointee, row)
      c4.addProduct(a4.pointee, row)
      c5.addProduct(a5.pointee, row)
      a0 += aStride
      a1 += aStride
      a2 += aStride
      a3 += aStride
      a4 += aStride
      a5 += aStride
      b += 16
    }
    c0.store(to: c)
    c1.store(to: c + cStride)
    c2.store(to: c + 2 * cStride)
    c3.store(to: c + 3 * cStride)
    c4.store(to: c + 4 * cStride)
    c5.store(to: c + 5 * cStride)
  }

  typealias Rows = (
    UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>,
    UnsafePointer<Float>, UnsafePointer<Float>
  )
}
