// Rows whose length is not a multiple of sixteen end in a strip that is narrower than `Lanes`.
//
// What is done to each strip is mostly a local transparent function, handed to a transparent one: it is put
// in place, where a closure of some size, or one that another captures, would be called for every vector.

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

/// `body` with ranges of `0..<rows` in parallel, together long enough to be worth a thread's while, rows
/// having `length` numbers.
@inline(__always)
func parallel(rows: Int, of length: Int, _ body: (Range<Int>) -> Void) {
  let together = max(1, 8192 / max(1, length))
  parallel(chunks: (rows + together - 1) / together) {
    body($0 * together..<min(rows, ($0 + 1) * together))
  }
}
