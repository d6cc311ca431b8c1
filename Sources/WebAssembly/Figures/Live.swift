import CPage
import Outputs
import Tensors

/// A figure that the page computes.
public struct Live: Showable {
  let body: (LiveInputs) -> Steps

  public init(_ body: @escaping (_ inputs: LiveInputs) -> Steps) { self.body = body }

  /// The figure itself: a page computes it.
  public var recording: Live { self }

  /// Prepares the computation.
  ///
  /// - Returns: the number of steps.
  public func open(_ numbers: UnsafeBufferPointer<Double>) -> Int {
    Live.hash = FrameHash()
    Live.steps = nil
    let steps = body(LiveInputs(Array(numbers)))
    Live.steps = steps
    return steps.count
  }

  nonisolated(unsafe) private static var steps: Steps?
  nonisolated(unsafe) private static var hash = FrameHash()

  /// Computes a step and gives the page its frame.
  static func step(_ index: Int) {
    let frame = LiveFrame()
    steps!.body(index, frame)
    let bytes = frame.bytes
    guard !bytes.isEmpty else { return }
    hash.add(bytes)
    bytes.withUnsafeBufferPointer { page_frame($0.baseAddress, $0.count) }
  }

  /// The hash of the frames so far, in 64 characters.
  static func writeHash(to target: UnsafeMutablePointer<UInt8>) {
    for (index, character) in hash.text.utf8.enumerated() { target[index] = character }
  }
}

// The functions that a page calls beside the chapter's own figures.

@_expose(wasm, "live_allocate") @_cdecl("live_allocate")
public func allocateForPage(_ bytes: Int) -> UnsafeMutableRawPointer { page_numbers(bytes) }

@_expose(wasm, "live_step") @_cdecl("live_step")
public func stepForPage(_ index: Int) { Live.step(index) }

@_expose(wasm, "live_sha256") @_cdecl("live_sha256")
public func hashForPage() -> UnsafeMutableRawPointer {
  let text = page_numbers(64)
  Live.writeHash(to: text.assumingMemoryBound(to: UInt8.self))
  return text
}
