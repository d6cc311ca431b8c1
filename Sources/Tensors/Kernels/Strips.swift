// Rows whose length is not a multiple of sixteen end in a strip that is narrower than `Lanes`.

/// `body(i, width)` for each strip of `0..<count`: sixteen wide but for the last one.
@inline(__always)
func forStrips(_ count: Int, _ body: (_ i: Int, _ width: Int) -> Void) {
  var i = 0
  while i + 16 <= count {
    body(i, 16)
    i += 16
  }
  if i < count { body(i, count - i) }
}

extension SIMD16 where Scalar == Float {
  /// A strip from `pointer` on, then `padding`.
  @_transparent
  init(_ pointer: UnsafePointer<Float>, width: Int, padding: Float = 0) {
    self = width == 16 ? Lanes(pointer) : Lanes(pointer, first: width, padding: padding)
  }

  @_transparent
  func store(to pointer: UnsafeMutablePointer<Float>, width: Int) {
    if width == 16 { store(to: pointer) } else { store(to: pointer, first: width) }
  }
}

/// Combines rows `[channels]` into one, each channel in the order of the rows. Up to eight vectors of a
/// row are taken at once, so that memory is read in long stretches and no sum waits for another.
@inline(__always)
func foldRows(
  _ rows: Int, _ channels: Int, into out: UnsafeMutablePointer<Float>, identity: Float = 0,
  _ combine: (Lanes, Lanes) -> Lanes, _ load: (_ row: Int, _ i: Int, _ width: Int) -> Lanes
) {
  typealias Pair = (Lanes, Lanes)
  let start: Pair = (Lanes(repeating: identity), Lanes(repeating: identity))
  @inline(__always)
  func taking(_ row: Int, _ i: Int, into pair: Pair) -> Pair {
    (combine(pair.0, load(row, i, 16)), combine(pair.1, load(row, i + 16, 16)))
  }
  @inline(__always)
  func store(_ pair: Pair, _ i: Int) {
    pair.0.store(to: out + i)
    pair.1.store(to: out + i + 16)
  }
  var i = 0
  while i + 128 <= channels {
    var (a, b, c, d) = (start, start, start, start)
    for row in 0..<rows {
      a = taking(row, i, into: a)
      b = taking(row, i + 32, into: b)
      c = taking(row, i + 64, into: c)
      d = taking(row, i + 96, into: d)
    }
    store(a, i)
    store(b, i + 32)
    store(c, i + 64)
    store(d, i + 96)
    i += 128
  }
  if i + 64 <= channels {
    var (a, b) = (start, start)
    for row in 0..<rows {
      a = taking(row, i, into: a)
      b = taking(row, i + 32, into: b)
    }
    store(a, i)
    store(b, i + 32)
    i += 64
  }
  if i + 32 <= channels {
    var a = start
    for row in 0..<rows { a = taking(row, i, into: a) }
    store(a, i)
    i += 32
  }
  forStrips(channels - i) { rest, width in
    var a = start.0
    for row in 0..<rows { a = combine(a, load(row, i + rest, width)) }
    a.store(to: out + i + rest, width: width)
  }
}
