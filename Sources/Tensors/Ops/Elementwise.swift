/// Elements in the rows that one thread takes at once.
private let chunkElements = 16_384

/// A tensor whose vectors `write` puts in place, a chunk at a time. For functions too long to be inlined: a
/// vector that crosses a call is cut into four, and so is all that is done to it.
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
  let plan = BroadcastPlan(x.shape, y.shape, into: shape)
  if plan.rowLength < 16 && plan.rows > 1 {
    // Rows too short for a vector: spreading the inputs out first costs less.
    return elementwise(x.spread(to: shape), sameShape: y.spread(to: shape), f)
  }
  forRows(of: plan) { row in
    let start = plan.starts(ofRow: row)
    let out = result.pointer + row * plan.rowLength
    let (rowX, rowY) = (x.pointer + start.x, y.pointer + start.y)
    if plan.repeatsX {
      let first = Lanes(repeating: rowX.pointee)
      mapRow(plan.rowLength, rowY, into: out) { f(first, $0) }
    } else if plan.repeatsY {
      let second = Lanes(repeating: rowY.pointee)
      mapRow(plan.rowLength, rowX, into: out) { f($0, second) }
    } else {
      mapRow(plan.rowLength, rowX, rowY, into: out, f)
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

/// `body(row)` for each row of the plan, several rows to a thread.
@inline(__always)
func forRows(of plan: BroadcastPlan, _ body: (Int) -> Void) {
  let rows = plan.rows
  let rowsInChunk = max(1, chunkElements / max(1, plan.rowLength))
  parallel(chunks: (rows + rowsInChunk - 1) / rowsInChunk) { chunk in
    for row in chunk * rowsInChunk..<min(rows, (chunk + 1) * rowsInChunk) { body(row) }
  }
}

@inline(__always)
private func mapRow(
  _ count: Int, _ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>,
  _ f: (Lanes) -> Lanes
) {
  var i = 0
  while i + 16 <= count {
    f(Lanes(x + i)).store(to: out + i)
    i += 16
  }
  if i < count { f(Lanes(x + i, first: count - i)).store(to: out + i, first: count - i) }
}

@inline(__always)
private func mapRow(
  _ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
  into out: UnsafeMutablePointer<Float>, _ f: (Lanes, Lanes) -> Lanes
) {
  var i = 0
  while i + 16 <= count {
    f(Lanes(x + i), Lanes(y + i)).store(to: out + i)
    i += 16
  }
  if i < count {
    let rest = count - i
    f(Lanes(x + i, first: rest), Lanes(y + i, first: rest)).store(to: out + i, first: rest)
  }
}
