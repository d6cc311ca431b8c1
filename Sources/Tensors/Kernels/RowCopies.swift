/// Copies a row: in vectors, because most are too short to be worth a call of the C library.
@inline(__always)
func copyRow(
  _ count: Int, from source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
) {
  var i = 0
  while i + 16 <= count {
    Lanes(source + i).store(to: target + i)
    i += 16
  }
  while i < count {
    target[i] = source[i]
    i += 1
  }
}

/// Copies `rows` rows of `width` floats that lie `sourceStep` apart to places `targetStep` apart.
func copyRows(
  _ rows: Int, _ width: Int, from source: UnsafePointer<Float>, every sourceStep: Int,
  into target: UnsafeMutablePointer<Float>, every targetStep: Int
) {
  parallel(rows: rows, of: width) {
    for row in $0 {
      copyRow(width, from: source + row * sourceStep, into: target + row * targetStep)
    }
  }
}
