import Synchronization

/// A value's place on a tape.
struct Node: Sendable {
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

  /// A number that no other tape of this process has.
  let id = lastID.add(1, ordering: .relaxed).newValue
  var edges: [Edge] = []
  private var nodeCount: UInt32 = 0
  private var leaves: [(parameter: Parameter, node: Node)] = []

  private static let lastID = Atomic<UInt32>(0)

  func newNode() -> Node {
    defer { nodeCount += 1 }
    return Node(tape: id, index: nodeCount)
  }

  /// The place of a parameter, which is read here for the first time, or again after an inner scope has
  /// read it.
  func leaf(of parameter: Parameter) -> Node {
    if let known = leaves.first(where: { $0.parameter === parameter }) { return known.node }
    let node = newNode()
    leaves.append((parameter, node))
    return node
  }

  /// Reads the tape backwards from `result`. Each edge is freed, with the values that it kept, as soon
  /// as it has been read.
  func unwind(from result: Tensor) -> Gradients {
    guard let end = result.node, end.tape == id else { return Gradients(entries: []) }
    var gradients = [Tensor?](repeating: nil, count: Int(nodeCount))
    gradients[Int(end.index)] = Tensor.ones(result.shape)
    while let edge = edges.popLast() {
      let output = Int(edge.output)
      guard let upstream = gradients[output] else { continue }
      if edges.last?.output != edge.output { gradients[output] = nil }
      accumulate(edge.pullback(upstream), into: &gradients[Int(edge.input)])
    }
    return Gradients(
      entries: leaves.compactMap { leaf in
        gradients[Int(leaf.node.index)].map { (leaf.parameter, $0) }
      })
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

extension Tape {
  /// The tape that operations on this thread write to. Nil outside `valueWithGradients`, and while a
  /// tape is read backwards.
  static var current: Tape? {
    get { pointer.value.map { Unmanaged<Tape>.fromOpaque($0).takeUnretainedValue() } }
    set {
      pointer.value = newValue.map { UnsafeRawPointer(Unmanaged.passUnretained($0).toOpaque()) }
    }
  }

  private static let pointer = ThreadLocal()
}
