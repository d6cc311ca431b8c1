import Platform
import Synchronization

/// A map from the gradient of an op's output to that of one of its inputs.
typealias Pullback = (Tensor) -> Tensor

/// A value's place on a tape.
struct Node: Sendable {
  let tape, index: UInt32
}

/// The record of the operations inside one `valueWithGradients`: for each input that a gradient must reach,
/// the pullback from the output's gradient to that input's.
///
/// A flat array, read backwards and freed on the way: the release of long chains would overflow the stack.
final class Tape {
  struct Edge {
    /// The name of the op, as a C string.
    let op: UnsafePointer<UInt8>
    let output, input: UInt32
    let pullback: Pullback
  }

  /// A number that no other tape of this process has.
  let id = lastID.add(1, ordering: .relaxed).newValue
  var edges: [Edge] = []
  private var nodeCount: UInt32 = 0
  private var leaves: [(parameter: Parameter, node: Node)] = []
  /// The op that a reader has called where it is made of others: these are recorded under its name.
  var caller: UnsafePointer<UInt8>?
  private let runningOp = UnsafeMutablePointer<UnsafePointer<UInt8>>.allocate(capacity: 1)

  deinit { runningOp.deallocate() }

  private static let lastID = Atomic<UInt32>(0)

  func newNode() -> Node {
    defer { nodeCount += 1 }
    return Node(tape: id, index: nodeCount)
  }

  /// The place of a parameter, new where it is read here for the first time.
  func leaf(of parameter: Parameter) -> Node {
    if let known = leaves.first(where: { $0.parameter === parameter }) { return known.node }
    let node = newNode()
    leaves.append((parameter, node))
    return node
  }

  /// The backward pass from `result`. Each edge is freed, with its values, once its pullback has run.
  func backward(from result: Tensor) -> Gradients {
    guard let end = result.node, end.tape == id else { return Gradients(entries: []) }
    var gradients = [Tensor?](repeating: nil, count: Int(nodeCount))
    gradients[Int(end.index)] = Tensor.ones(result.shape)
    runningPullback.value = UnsafeRawPointer(runningOp)
    defer { runningPullback.value = nil }
    while let edge = edges.popLast() {
      let output = Int(edge.output)
      guard let upstream = gradients[output] else { continue }
      if edges.last?.output != edge.output { gradients[output] = nil }
      runningOp.pointee = edge.op
      accumulate(edge.pullback(upstream), into: &gradients[Int(edge.input)])
    }
    return Gradients(
      entries: leaves.compactMap { leaf in
        gradients[Int(leaf.node.index)].map { (leaf.parameter, $0) }
      })
  }

  /// Adds a gradient, in place where only this total holds its numbers.
  private func accumulate(_ gradient: Tensor, into total: inout Tensor?) {
    guard var sum = total else {
      total = gradient
      return
    }
    total = nil
    sum.add(gradient)
    total = sum
  }

  /// The tape that this thread records on. Nil outside `valueWithGradients`, and in a backward pass.
  static var current: Tape? {
    get { pointer.value.map { Unmanaged<Tape>.fromOpaque($0).takeUnretainedValue() } }
    set {
      pointer.value = newValue.map { UnsafeRawPointer(Unmanaged.passUnretained($0).toOpaque()) }
    }
  }

  private static let pointer = ThreadLocal()
}
