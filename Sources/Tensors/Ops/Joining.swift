/// Puts tensors one after another along an axis. All other axes must agree.
public func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  guard let first = tensors.first else { fail("concatenate: nothing to put together") }
  let axis = first.shape.resolved(axis, for: "concatenate")
  var length = 0
  for tensor in tensors {
    require(
      tensor.shape.rank == first.shape.rank
        && tensor.shape.replacing(axis, with: 0) == first.shape.replacing(axis, with: 0),
      "concatenate: \(first.shape) and \(tensor.shape) differ in an axis other than \(axis)")
    length += tensor.shape[unchecked: axis]
  }
  var result = Tensor(uninitialized: first.shape.replacing(axis, with: length))
  let (outer, _, inner) = result.shape.split(at: axis)
  var start = 0
  let tape = Tape.current
  for tensor in tensors {
    let width = tensor.shape[unchecked: axis]
    copyRows(
      outer, width * inner, from: tensor.pointer, every: width * inner,
      into: result.pointer + start * inner, every: length * inner)
    let range = start..<start + width
    if let tape { result.connect(to: tensor, on: tape) { $0.slice(axis: axis, range) } }
    start += width
  }
  return result
}

/// Puts tensors of one shape along a new first axis.
public func stack(_ tensors: [Tensor]) -> Tensor {
  for tensor in tensors {
    require(
      tensor.shape == tensors[0].shape,
      "stack: \(tensors[0].shape) and \(tensor.shape) differ")
  }
  return concatenate(tensors.map { $0.expanded(at: 0) }, axis: 0)
}
