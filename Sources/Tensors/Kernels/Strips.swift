// Rows whose length is not a multiple of sixteen end in a strip that is narrower than `Lanes`.
//
// What is done to each strip is mostly a local transparent function, handed to a transparent one: it is put
// in place, where a closure of some size, or one that another captures, would be called for every vector.

/// `body(i, width)` for each strip of `0..<count`: sixteen wide but for the last one.
@_transparent
func forStrips(_ count: Int, _ body: (_ i: Int, _ width: Int) -> Void) {
  var i = 0
  while i + 16 <= count {
    body(i, 16)
    i += 16
  }
  if i < count { body(i, count - i) }
}
