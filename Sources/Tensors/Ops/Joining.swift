/// Puts tensors one after another along an axis. Traps unless there is one and all other axes agree.
public func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  guard let first = tensors.first else { fail("concatenate: nothing to put together") }
  let axis = first.shape.resolved(axis, for: "concatenate")
  for tensor in tensors {
    require(
      tensor.shape.replacing(axis, with: 0) == first.shape.replacing(axis, with: 0),
      "concatenate: \(first.shape) and \(tensor.shape) differ in an axis other than \(axis)")
  }
  let length = tensors.reduce(0) { $0 + $1.shape[unchecked: axis] }
  var result = Tensor(uninitialized: first.shape.replacing(axis, with: length))
  let (outer, _, inner) = result.shape.split(at: axis)
  var start = 0
  for tensor in tensors {
    let range = start..<start + tensor.shape[unchecked: axis]
    let width = range.count * inner
    copyRows(
      outer, width, from: tensor.pointer, every: width,
      into: result.pointer + start * inner, every: length * inner)
    result = result.recorded("concatenate", tensor) { $0.slice(axis: axis, range) }
    start = range.upperBound
  }
  return result
}

/// Puts tensors of one shape along a new first axis, `[tensors, …]`. Traps where shapes differ.
public func stack(_ tensors: [Tensor]) -> Tensor {
  require(!tensors.isEmpty, "stack: nothing to put together")
  if let other = tensors.first(where: { $0.shape != tensors[0].shape }) {
    fail("stack: \(tensors[0].shape) and \(other.shape) differ")
  }
  return recording(as: "stack") { concatenate(tensors.map { $0.expanded(at: 0) }, axis: 0) }
}
