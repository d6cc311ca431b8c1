/// True where operations on this thread are recorded: inside `valueWithGradients`.
package var isRecordingGradients: Bool { Tape.current != nil }

/// `body`, whose ops are recorded under the name of the one that is made of them.
@inline(__always)
func recording(as op: StaticString, _ body: () -> Tensor) -> Tensor {
  guard let tape = Tape.current, tape.caller == nil else { return body() }
  tape.caller = op.utf8Start
  defer { tape.caller = nil }
  return body()
}

extension Tensor {
  /// This value, which `op` made from `x`. If `x` descends from a parameter, `pullback` goes to the tape: it
  /// turns the gradient of this value into the gradient of `x`, of the same shape as `x`.
  @inline(__always)
  func recorded(_ op: StaticString, _ x: Tensor, _ pullback: @escaping Pullback) -> Tensor {
    if x.node == nil { return self }
    var result = self
    if let tape = Tape.current { result.connect(op, to: x, on: tape, pullback) }
    return result
  }

  /// As above for two inputs. The tape keeps only the pullbacks of those that a gradient must reach.
  @inline(__always)
  func recorded(
    _ op: StaticString, _ x: Tensor, _ pullbackX: @escaping Pullback, _ y: Tensor,
    _ pullbackY: @escaping Pullback
  ) -> Tensor {
    if x.node == nil && y.node == nil { return self }
    var result = self
    if let tape = Tape.current {
      result.connect(op, to: x, on: tape, pullbackX)
      result.connect(op, to: y, on: tape, pullbackY)
    }
    return result
  }

  /// As above for inputs whose gradients come out of one pass: `pullback` gives all of them, in order.
  func recorded(
    _ op: StaticString, _ inputs: [Tensor], _ pullback: @escaping (Tensor) -> [Tensor]
  ) -> Tensor {
    guard let tape = Tape.current, inputs.contains(where: { $0.node != nil }) else { return self }
    // The first edge to be read fills this, each takes its own out.
    var gradients: [Tensor?] = []
    var result = self
    for (index, input) in inputs.enumerated() {
      result.connect(op, to: input, on: tape) { upstream in
        if gradients.isEmpty { gradients = pullback(upstream).map { $0 } }
        defer { gradients[index] = nil }
        return gradients[index]!
      }
    }
    return result
  }

  /// Records that this value depends on `input`, if that one is on the tape.
  private mutating func connect(
    _ op: StaticString, to input: Tensor, on tape: Tape, _ pullback: @escaping Pullback
  ) {
    guard let x = input.node, x.tape == tape.id else { return }
    let to = node ?? tape.newNode()
    tape.edges.append(
      .init(op: tape.caller ?? op.utf8Start, output: to.index, input: x.index, pullback: pullback))
    node = to
  }
}
