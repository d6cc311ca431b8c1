#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension MicroKernel {
  /// Rows of a tile.
  static let rows = isWide ? 8 : 6

  /// Panels of a tile.
  static let panels = isWide ? 2 : 1

  /// Whether this CPU holds eight rows by two panels in registers, as AVX-512's thirty-two do. Six rows
  /// by one panel fill AVX2's sixteen, where the wide tile spills and runs three times slower. Which
  /// registers the compiler was given is not known in the source, so both tiles race once, for some
  /// microseconds; the bits are the same whichever wins.
  private static let isWide: Bool = {
    #if canImport(Glibc) || canImport(Darwin)
      let operands = Storage(count: 64 * 8 + 64 * 32 + 8 * 32)
      for i in 0..<operands.count { operands.pointer[i] = 0 }
      let offsets = UnsafeMutablePointer<Int>.allocate(capacity: 8)
      defer { offsets.deallocate() }
      for i in 0..<8 { offsets[i] = i }
      let o = Operands(
        steps: 64, a: operands.pointer, aRows: offsets, aStep: 8, b: operands.pointer + 512,
        bStep: 16, bPanelStride: 1024, start: operands.pointer + 2560, startStride: 32,
        c: operands.pointer + 2560, cStride: 32)
      func nanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
      }
      func fastest(rows: Int, panels: Int) -> Double {
        var least = Int.max
        for _ in 0..<20 {
          let start = nanoseconds()
          for _ in 0..<4 { run(rows: rows, panels: panels, o) }
          least = min(least, nanoseconds() - start)
        }
        return Double(least) / Double(rows * panels)
      }
      return fastest(rows: 8, panels: 2) < 0.9 * fastest(rows: 6, panels: 1)
    #else
      return false
    #endif
  }()

  /// Rows of the next tile when so many are left: the last two share theirs evenly, since a low tile has too
  /// few sums in flight.
  @inline(__always)
  static func height(of rowsLeft: Int, tile: Int) -> Int {
    rowsLeft <= tile ? rowsLeft : rowsLeft < 2 * tile ? (rowsLeft + 1) / 2 : tile
  }
}
