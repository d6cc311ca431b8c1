/// ln Σ eˣ over each line of a view in two parts: the line's largest number, and what the sum adds to it,
/// ln Σ e^(x − largest), a double.
///
/// Differences in double precision make both the same under any shift, and the largest number's own exponential, 1,
/// is kept out of the sum: where all others are small, the logarithm is as exact as they are.
struct LogSumExp {
  let view: AxisView
  /// `[outer, inner]` each.
  private let maxima, additions: Storage

  init(_ view: AxisView, _ x: UnsafePointer<Float>) {
    let (outer, axis, inner) = view
    self.view = view
    (maxima, additions) = (Storage(count: outer * inner), Storage(doubles: outer * inner))
    let (maxima, additions) = (maxima, additions)
    Reduction.max(view, x, into: maxima.pointer)
    parallel(rows: outer, of: 8 * axis * inner) { rows in
      for row in rows {
        let x = x + row * axis * inner
        if inner == 1 {
          let largest = WideLanes(repeating: Double(maxima.pointer[row]))
          var (others, ties) = (WideLanes(), WideLanes())
          @_transparent func add(_ i: Int, _ width: Int) {
            let x = WideLanes(Lanes(x + i, width: width, padding: -.infinity))
            LogSumExp.add(x - largest, to: &others, &ties)
          }
          forVectorsWithTail(axis, add)
          additions.doubles[row] = logarithm(onePlus: ties.treeSum - 1 + others.treeSum)
        } else {
          @_transparent func column(_ i: Int, _ width: Int) {
            let place = row * inner + i
            let largest = WideLanes(Lanes(maxima.pointer + place, width: width))
            var (others, ties) = (WideLanes(), WideLanes())
            for k in 0..<axis {
              let x = WideLanes(Lanes(x + k * inner + i, width: width))
              LogSumExp.add(x - largest, to: &others, &ties)
            }
            for lane in 0..<width {
              additions.doubles[place + lane] = logarithm(onePlus: ties[lane] - 1 + others[lane])
            }
          }
          forVectorsWithTail(inner, column)
        }
      }
    }
  }

  /// Adds the exponentials of differences to the largest number; of those that equal it, the count.
  @_transparent
  private static func add(
    _ difference: WideLanes, to others: inout WideLanes, _ ties: inout WideLanes
  ) {
    let isTie = difference .== 0
    others += expOfNegative(difference).replacing(with: 0, where: isTie)
    ties.replace(with: ties + 1, where: isTie)
  }

  /// ln Σ eˣ of a line. An infinite largest number is the result, not a difference of infinities.
  @inline(__always)
  func value(_ line: Int) -> Double {
    let largest = Double(maxima.pointer[line])
    return largest.isInfinite ? largest : largest + additions.doubles[line]
  }

  /// ln of the share of `x`, one of a line's numbers, in the line's Σ eˣ.
  @inline(__always)
  func logShare(of x: Float, _ line: Int) -> Double {
    Double(x) - Double(maxima.pointer[line]) - additions.doubles[line]
  }
}
