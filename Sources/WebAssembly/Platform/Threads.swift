import CPage

// A page's program has one thread.

package let maxThreadCount = 1

package var threadRole: Int? { nil }

package final class ThreadPool: @unchecked Sendable {
  package static let shared = ThreadPool()

  /// Runs nothing.
  package func run(_ chunks: Int, threads: Int, _ body: (Int) -> Void) -> Bool { false }
}

/// A pointer that the thread has, nil at first. It lies in the runtime, out of the optimizer's sight: in a module
/// that only reads it, it would count as nil forever.
package struct ThreadLocal: @unchecked Sendable {
  private let cell = page_cell()

  package init() {}

  package var value: UnsafeRawPointer? {
    get { cell.pointee }
    nonmutating set { cell.pointee = newValue }
  }
}
