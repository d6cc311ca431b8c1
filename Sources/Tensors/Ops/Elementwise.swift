/// A tensor whose vectors `write` stores, a chunk at a time. For functions too long to be inlined: a vector
/// that crosses a call is split into four, and the arithmetic on it with it.
@inline(__always)
func filled(
  _ shape: Shape, _ write: (_ out: UnsafeMutablePointer<Float>, _ vectors: Vectors) -> Void
) -> Tensor {
  let result = Tensor(uninitialized: shape)
  let out = result.pointer
  forVectors(result.count) { write(out, $0) }
  return result
}

/// `f` over every element of `x`.
@inline(__always)
func elementwise(_ x: Tensor, _ f: (Lanes) -> Lanes) -> Tensor {
  let result = Tensor(uninitialized: x.shape)
  map(x.count, x.pointer, into: result.pointer, f)
  return result
}

/// `f` over pairs from two tensors of one shape.
@inline(__always)
func elementwise(_ x: Tensor, sameShape y: Tensor, _ f: (Lanes, Lanes) -> Lanes) -> Tensor {
  let result = Tensor(uninitialized: x.shape)
  map(x.count, x.pointer, y.pointer, into: result.pointer, f)
  return result
}

/// `f` over pairs from two tensors, broadcast against each other.
@inline(__always)
func elementwise(
  _ op: StaticString, _ x: Tensor, _ y: Tensor, _ f: (Lanes, Lanes) -> Lanes
) -> Tensor {
  if x.shape == y.shape { return elementwise(x, sameShape: y, f) }
  let shape = broadcastShape(op, x.shape, y.shape)
  let result = Tensor(uninitialized: shape)
  if result.count == 0 { return result }
  let plan = RowPlan(x.shape, y.shape, into: shape)
  let length = plan.rowLength
  if length < 16 && plan.rows > 1 {
    // Rows too short for a vector: broadcasting the inputs first costs less.
    return elementwise(x.constant(broadcastTo: shape), sameShape: y.constant(broadcastTo: shape), f)
  }
  parallel(rows: plan.rows, of: length) { rows in
    for row in rows {
      let start = plan.starts(ofRow: row)
      let (x, y, out) = (x.pointer + start.x, y.pointer + start.y, result.pointer + row * length)
      if plan.stepX == 0 {
        let first = Lanes(repeating: x.pointee)
        forVectorsWithTail(length) {
          f(first, Lanes(y + $0, width: $1)).store(to: out + $0, width: $1)
        }
      } else if plan.stepY == 0 {
        let second = Lanes(repeating: y.pointee)
        forVectorsWithTail(length) {
          f(Lanes(x + $0, width: $1), second).store(to: out + $0, width: $1)
        }
      } else {
        forVectorsWithTail(length) {
          f(Lanes(x + $0, width: $1), Lanes(y + $0, width: $1)).store(to: out + $0, width: $1)
        }
      }
    }
  }
  return result
}

/// The shape in which both broadcast. Traps if there is none, naming the op.
@inline(__always)
func broadcastShape(_ op: StaticString, _ x: Shape, _ y: Shape) -> Shape {
  guard let shape = x.broadcast(with: y) else {
    fail(
      "\(op): \(x) and \(y) do not broadcast: aligned at the last axis, lengths must be equal or 1")
  }
  return shape
}
