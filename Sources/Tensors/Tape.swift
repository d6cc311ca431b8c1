/// A value's place on a tape.
struct Node: Equatable, Sendable {
  let tape: UInt32
  let index: UInt32
}

/// What the operations inside one `valueWithGradients` wrote down: for each input that gradients must
/// reach, how to turn the gradient of the output into that input's.
///
/// A flat array, read backwards and freed on the way: linked nodes would overflow the stack when a long
/// computation is released.
final class Tape {
  struct Edge {
    let output: UInt32
    let input: UInt32
    let pullback: (Tensor) -> Tensor
  }

  let id: UInt32
  private(set) var edges: [Edge] = []
  private var nodeCount: UInt32 = 0
  private var leaves: [(parameter: Parameter, node: UInt32)] = []

  init() { id = Tape.nextID() }

  func newNode() -> Node {
    defer { nodeCount += 1 }
    return Node(tape: id, index: nodeCount)
  }

  func newLeaf(_ parameter: Parameter) -> Node {
    let node = newNode()
    leaves.append((parameter, node.index))
    return node
  }

  @inline(__always)
  func append(_ pullback: @escaping (Tensor) -> Tensor, from input: Node, to output: Node) {
    edges.append(Edge(output: output.index, input: input.index, pullback: pullback))
  }

  /// Reads the tape backwards from `result`. Each edge is freed, with the values that it kept, as soon
  /// as it has been read.
  func unwind(from result: Tensor) -> Gradients {
    guard let end = result.node, end.tape == id else { return Gradients([]) }
    var gradients = [Tensor?](repeating: nil, count: Int(nodeCount))
    gradients[Int(end.index)] = Tensor.ones(result.shape)
    while let edge = edges.popLast() {
      let output = Int(edge.output)
      guard let upstream = gradients[output] else { continue }
      if edges.last?.output != edge.output { gradients[output] = nil }
      accumulate(edge.pullback(upstream), into: &gradients[Int(edge.input)])
    }
    return Gradients(leaves.map { ($0.parameter, gradients[Int($0.node)]) })
  }

  /// Where only this total holds its numbers, the gradient is added in place.
  private func accumulate(_ gradient: Tensor, into total: inout Tensor?) {
    guard var sum = total else {
      total = gradient
      return
    }
    total = nil
    sum.add(gradient)
    total = sum
  }
}
