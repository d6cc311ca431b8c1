// A page's program has one thread.

package let maxThreadCount = 1

package var threadRole: Int? { nil }

package final class ThreadPool: @unchecked Sendable {
  package static let shared = ThreadPool()

  /// Runs nothing.
  package func run(_ chunks: Int, threads: Int, _ body: (Int) -> Void) -> Bool { false }
}

/// A pointer that the thread has, nil at first.
package final class ThreadLocal: @unchecked Sendable {
  package init() {}
  package var value: UnsafeRawPointer?
}
