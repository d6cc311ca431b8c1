#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Synchronization

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
    tape.append(pullback, from: from, to: to)
    node = to
  }
}

extension Tape {
  /// The tape that operations on this thread write to. Nil outside `valueWithGradients`, and while a
  /// tape is read backwards.
  static var current: Tape? {
    get { currentPointer.map { Unmanaged<Tape>.fromOpaque($0).takeUnretainedValue() } }
    set { currentPointer = newValue.map { Unmanaged.passUnretained($0).toOpaque() } }
  }

  /// A number that no other tape of this process has.
  static func nextID() -> UInt32 { lastID.add(1, ordering: .relaxed).newValue }

  private static let lastID = Atomic<UInt32>(0)

  #if canImport(Glibc) || canImport(Darwin)
    private static let key: pthread_key_t = {
      var key = pthread_key_t()
      pthread_key_create(&key, nil)
      return key
    }()

    private static var currentPointer: UnsafeMutableRawPointer? {
      get { pthread_getspecific(key) }
      set { pthread_setspecific(key, newValue) }
    }
  #else
    nonisolated(unsafe) private static var currentPointer: UnsafeMutableRawPointer?
  #endif
}
