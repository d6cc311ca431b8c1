extension Tensor {
  /// The slices of an axis at these positions, one after the other; for a negative one, `fill`. The gradients of
  /// a slice that is taken repeatedly add up in order.
  func remapped(
    _ op: StaticString, axis: Int, to positions: [Int], filling fill: Float = 0
  ) -> Tensor {
    let (source, (outer, length, inner), taken) = (shape, shape.split(at: axis), positions.count)
    let result = Tensor(uninitialized: shape.replacing(axis, with: taken))
    /// `pass` with each slice's start here and in the result.
    func forSlices(_ pass: (_ here: Int, _ there: Int) -> Void) {
      parallel(rows: outer, of: taken * inner) { rows in
        for row in rows {
          for (place, position) in positions.enumerated() {
            let here = position < 0 ? -1 : (row * length + position) * inner
            pass(here, (row * taken + place) * inner)
          }
        }
      }
    }
    forSlices { here, there in
      if here < 0 {
        (result.pointer + there).update(repeating: fill, count: inner)
      } else {
        copyRow(inner, from: pointer + here, into: result.pointer + there)
      }
    }
    return result.recorded(op, self) { upstream in
      let (gradient, sums) = (Tensor(uninitialized: source), Storage(doubles: source.count))
      sums.doubles.update(repeating: 0, count: source.count)
      forSlices { here, there in
        guard here >= 0 else { return }
        let (sum, slice) = (sums.doubles + here, upstream.pointer + there)
        for i in 0..<inner { sum[i] += Double(slice[i]) }
      }
      for i in 0..<source.count { gradient.pointer[i] = Float(sums.doubles[i]) }
      return gradient
    }
  }

  /// The numbers in reverse order along an axis (`flip` of PyTorch).
  public func flipped(axis: Int) -> Tensor {
    let axis = shape.resolved(axis, for: "flipped")
    return remapped("flipped", axis: axis, to: (0..<shape[unchecked: axis]).reversed())
  }

  /// The numbers moved by so many places along an axis, those past its end to its beginning (`roll` of PyTorch).
  public func rolled(by places: Int, axis: Int) -> Tensor {
    let axis = shape.resolved(axis, for: "rolled")
    let length = shape[unchecked: axis]
    let start = length - places % Swift.max(1, length)
    return remapped("rolled", axis: axis, to: (0..<length).map { ($0 + start) % length })
  }

  /// The whole tensor side by side, so many times along each axis (`tile` and `repeat` of
  /// PyTorch; its `repeat_interleave` is `rows` with repeated indices). Axes and
  /// times are aligned at the last one; what is missing in front is 1. Traps on a negative number of times.
  public func tiled(_ times: [Int]) -> Tensor {
    let ones = { (count: Int) in [Int](repeating: 1, count: Swift.max(0, count)) }
    let lengths = ones(times.count - shape.rank) + shape.lengths
    let counts = ones(shape.rank - times.count) + times
    return counts.indices.reduce(reshaped(lengths)) { x, axis in
      let (length, count) = (lengths[axis], counts[axis])
      if count == 1 { return x }
      let whole = axisLength("tiled", Double(length) * Double(count))
      return x.remapped("tiled", axis: axis, to: (0..<whole).map { $0 % length })
    }
  }
}

/// The length of an axis of a result, computed where nothing overflows. Traps where no axis can have it.
func axisLength(_ op: StaticString, _ length: Double) -> Int {
  require(
    length >= 0 && length <= Double(Int32.max),
    "\(op): the result would have an axis of length \(length)")
  return Int(length)
}
