/// Whether operations on this thread are recorded: inside `valueWithGradients`.
package var isRecordingGradients: Bool { Tape.current != nil }

extension Tensor {
  /// This value, made from `x`. If `x` descends from a parameter, `pullback` goes to the tape: it turns
  /// the gradient of this value into the gradient of `x`.
  @inline(__always)
  func recorded(_ x: Tensor, _ pullback: @escaping (Tensor) -> Tensor) -> Tensor {
    if x.node == nil { return self }
    var result = self
    if let tape = Tape.current { result.connect(to: x, on: tape, pullback) }
    return result
  }

  /// This value, made from `x` and `y`, each with its own pullback. Only those which a gradient must
  /// reach are kept.
  @inline(__always)
  func recorded(
    _ x: Tensor, _ pullbackX: @escaping (Tensor) -> Tensor,
    _ y: Tensor, _ pullbackY: @escaping (Tensor) -> Tensor
  ) -> Tensor {
    if x.node == nil && y.node == nil { return self }
    var result = self
    if let tape = Tape.current {
      result.connect(to: x, on: tape, pullbackX)
      result.connect(to: y, on: tape, pullbackY)
    }
    return result
  }

  /// This value, made from `inputs` in one pass, whose gradients come out of one pass too: `pullback`
  /// turns the gradient of this value into all of theirs, in order.
  func recorded(_ inputs: [Tensor], _ pullback: @escaping (Tensor) -> [Tensor]) -> Tensor {
    guard let tape = Tape.current, inputs.contains(where: { $0.node != nil }) else { return self }
    // The first edge to be read fills this, each takes its own out.
    var gradients: [Tensor?] = []
    var result = self
    for (index, input) in inputs.enumerated() {
      result.connect(to: input, on: tape) { upstream in
        if gradients.isEmpty { gradients = pullback(upstream) }
        defer { gradients[index] = nil }
        return gradients[index]!
      }
    }
    return result
  }

  /// Writes down that this value depends on `input`, if that one is on the tape.
  mutating func connect(to input: Tensor, on tape: Tape, _ pullback: @escaping (Tensor) -> Tensor) {
    guard let from = input.node, from.tape == tape.id else { return }
    let to = node ?? tape.newNode()
    tape.edges.append(Tape.Edge(output: to.index, input: from.index, pullback: pullback))
    node = to
  }
}
