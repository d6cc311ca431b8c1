// Rows whose length is not a multiple of sixteen end in a tail: a vector of which only some lanes count.
//
// The body of such a loop is mostly a local transparent function, handed to a transparent one: it is put in
// place, where a closure of some size, or one that another captures, would be called for every vector.

/// `body(i, width)` for each vector of `0..<count`: sixteen wide but for the tail.
@_transparent
func forVectorsWithTail(_ count: Int, _ body: (_ i: Int, _ width: Int) -> Void) {
  var i = 0
  while i + 16 <= count {
    body(i, 16)
    i += 16
  }
  if i < count { body(i, count - i) }
}
