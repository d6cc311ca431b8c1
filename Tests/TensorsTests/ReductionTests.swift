import Testing

@testable import Tensors

@Suite struct ReductionTests {
  static let shapes = [
    (1, 1, 1), (3, 7, 5), (2, 1000, 1), (1, 100_000, 1), (4, 33, 16), (2, 9000, 19), (50, 2, 128),
    (1, 0, 3), (100, 17, 1),
  ]

  /// Against sums in double precision, within the rounding of the magnitudes summed.
  @Test(arguments: shapes)
  func sums(outer: Int, axis: Int, inner: Int) {
    let x = numbers(outer * axis * inner)
    var out = [Float](repeating: .nan, count: outer * inner)
    Reduction.sum((outer, axis, inner), x, into: &out)
    for o in 0..<outer {
      for i in 0..<inner {
        let column = (0..<axis).map { Double(x[(o * axis + $0) * inner + i]) }
        let magnitude = column.reduce(0) { $0 + abs($1) }
        #expect(abs(Double(out[o * inner + i]) - column.reduce(0, +)) <= 1e-6 * magnitude)
      }
    }
  }

  @Test(arguments: shapes)
  func maxima(outer: Int, axis: Int, inner: Int) {
    var x = numbers(outer * axis * inner)
    if axis > 6 { x[(axis - 1) * inner] = .nan }
    var out = [Float](repeating: 0, count: outer * inner)
    Reduction.max((outer, axis, inner), x, into: &out)
    for o in 0..<outer {
      for i in 0..<inner {
        let column = (0..<axis).map { x[(o * axis + $0) * inner + i] }
        let expected =
          column.contains { $0.isNaN } ? Float.nan : column.max() ?? -.infinity
        #expect(out[o * inner + i].bitPattern == expected.bitPattern)
      }
    }
  }
}
