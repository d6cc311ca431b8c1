/// How an elementwise operation walks over two inputs: the result's axes, merged where both inputs
/// allow it, with each input's step along them, 0 where it is repeated. Innermost axis first.
struct BroadcastPlan {
  private var axes = 0
  private var lengths = SIMD8<Int>(repeating: 1)
  private var stepsX = SIMD8<Int>()
  private var stepsY = SIMD8<Int>()

  init(_ x: Shape, _ y: Shape, into result: Shape) {
    var (sizeX, sizeY) = (1, 1)
    for fromBack in 1..<result.rank + 1 {
      let length = result[unchecked: result.rank - fromBack]
      if length == 1 { continue }
      let lengthX = fromBack <= x.rank ? x[unchecked: x.rank - fromBack] : 1
      let lengthY = fromBack <= y.rank ? y[unchecked: y.rank - fromBack] : 1
      append(length, lengthX == 1 ? 0 : sizeX, lengthY == 1 ? 0 : sizeY)
      sizeX *= lengthX
      sizeY *= lengthY
    }
  }

  private mutating func append(_ length: Int, _ stepX: Int, _ stepY: Int) {
    let last = axes - 1
    if axes > 0, stepX == stepsX[last] * lengths[last], stepY == stepsY[last] * lengths[last] {
      lengths[last] *= length
      return
    }
    lengths[axes] = length
    stepsX[axes] = stepX
    stepsY[axes] = stepY
    axes += 1
  }

  /// Length of the contiguous rows that the result consists of.
  var rowLength: Int { lengths[0] }

  var rows: Int {
    var product = 1
    for axis in 1..<max(1, axes) { product *= lengths[axis] }
    return product
  }

  /// Whether the input repeats one number along a row.
  var repeatsX: Bool { stepsX[0] == 0 }
  var repeatsY: Bool { stepsY[0] == 0 }

  /// Where row `index` begins in each input.
  @inline(__always)
  func starts(ofRow index: Int) -> (x: Int, y: Int) {
    var (rest, x, y) = (index, 0, 0)
    var axis = 1
    while axis < axes - 1 {
      let (quotient, position) = rest.quotientAndRemainder(dividingBy: lengths[axis])
      x += position * stepsX[axis]
      y += position * stepsY[axis]
      rest = quotient
      axis += 1
    }
    // The outermost axis needs no division.
    return axis < axes ? (x + rest * stepsX[axis], y + rest * stepsY[axis]) : (x, y)
  }
}
