/// Sixteen doubles. Sums of floats are taken in them and rounded to a float once, at the end: they err by half a
/// unit in its last place, whatever their length.
typealias WideLanes = SIMD16<Double>

extension SIMD16 where Scalar == Double {
  @inline(__always)
  init(_ pointer: UnsafePointer<Double>) {
    self = UnsafeRawPointer(pointer).loadUnaligned(as: WideLanes.self)
  }

  @inline(__always)
  func store(to pointer: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: WideLanes.self)
  }

  /// `self * a + b`, rounded once.
  @_transparent
  func times(_ a: WideLanes, plus b: Double) -> WideLanes {
    WideLanes(repeating: b).addingProduct(self, a)
  }

  /// The sum in a fixed tree: halves added until one is left.
  @inline(__always)
  var treeSum: Double {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}

extension Storage {
  /// Room for `count` doubles.
  convenience init(doubles count: Int) { self.init(count: 2 * count) }

  /// The buffer as doubles.
  var doubles: UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Double.self)
  }
}

/// The sum of a row's numbers.
@inline(__always)
func rowSum(_ count: Int, _ x: UnsafePointer<Float>) -> Double {
  var sum = WideLanes()
  forVectorsWithTail(count) { i, width in sum += WideLanes(Lanes(x + i, width: width)) }
  return sum.treeSum
}

/// The sum of squared distances of a row's numbers to `center`.
@inline(__always)
func squaredDistance(_ count: Int, _ x: UnsafePointer<Float>, to center: Float) -> Double {
  var sum = WideLanes()
  forVectorsWithTail(count) { i, width in
    let distance = WideLanes(Lanes(x + i, width: width, padding: center) - center)
    sum.addProduct(distance, distance)
  }
  return sum.treeSum
}

/// Adds the numbers `[rows, columns]` of rows `stride` apart to the sums of their columns, row after row. The
/// sums fill whole vectors. Eight rows at a time, so that these are seldom read and written.
func addRows(
  _ rows: Int, _ columns: Int, stride: Int, _ x: UnsafePointer<Float>,
  to sums: UnsafeMutablePointer<Double>
) {
  @_transparent func plain(_ x: Lanes, _: Int, _: Int, _ sum: inout WideLanes) {
    sum += WideLanes(x)
  }
  forBlocksOfRows(rows, columns, stride: stride, x, sums, plain)
}

/// Adds the squared distances of rows' numbers to `centers`, as `addRows`.
func addSquaredDistances(
  _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, to centers: UnsafePointer<Float>,
  into sums: UnsafeMutablePointer<Double>
) {
  @_transparent func squared(_ x: Lanes, _ i: Int, _ width: Int, _ sum: inout WideLanes) {
    let distance = WideLanes(x - Lanes(centers + i, width: width))
    sum.addProduct(distance, distance)
  }
  forBlocksOfRows(rows, columns, stride: columns, x, sums, squared)
}

@_transparent
private func forBlocksOfRows(
  _ rows: Int, _ columns: Int, stride: Int, _ x: UnsafePointer<Float>,
  _ sums: UnsafeMutablePointer<Double>,
  _ add: (_ x: Lanes, _ column: Int, _ width: Int, _ sum: inout WideLanes) -> Void
) {
  var first = 0
  while first < rows {
    let end = min(rows, first + 8)
    var i = 0
    while i < columns {
      let width = min(16, columns - i)
      var sum = WideLanes(sums + i)
      for row in first..<end { add(Lanes(x + row * stride + i, width: width), i, width, &sum) }
      sum.store(to: sums + i)
      i += 16
    }
    first = end
  }
}
