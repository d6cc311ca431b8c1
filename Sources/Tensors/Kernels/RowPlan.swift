/// The rows of a result and their starts in one or two inputs: the result's axes, merged where the inputs allow
/// it, with each input's step along them, 0 where it is repeated. Innermost axis first.
struct RowPlan {
  private var axes = 0
  private var lengths = SIMD8<Int>(repeating: 1)
  private var stepsX = SIMD8<Int>()
  private var stepsY = SIMD8<Int>()

  /// Two inputs broadcast to `result`.
  init(_ x: Shape, _ y: Shape, into result: Shape) {
    var (sizeX, sizeY) = (1, 1)
    for fromBack in 1..<result.rank + 1 {
      let lengthX = fromBack <= x.rank ? x[unchecked: x.rank - fromBack] : 1
      let lengthY = fromBack <= y.rank ? y[unchecked: y.rank - fromBack] : 1
      append(
        result[unchecked: result.rank - fromBack], lengthX == 1 ? 0 : sizeX,
        lengthY == 1 ? 0 : sizeY)
      sizeX *= lengthX
      sizeY *= lengthY
    }
  }

  /// One input whose axes are put in another order.
  init(_ x: Shape, permutation: [Int]) {
    for axis in permutation.reversed() { append(x[unchecked: axis], x.split(at: axis).inner, 0) }
  }

  private mutating func append(_ length: Int, _ stepX: Int, _ stepY: Int) {
    if length == 1 { return }
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

  var rows: Int { (1..<max(1, axes)).reduce(1) { $0 * lengths[$1] } }

  /// Length of a row, which is contiguous in the result, and the inputs' steps along it.
  var rowLength: Int { lengths[0] }
  var stepX: Int { stepsX[0] }
  var stepY: Int { stepsY[0] }

  /// The start of row `index` in each input.
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
