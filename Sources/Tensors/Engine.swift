import Platform
import Synchronization

/// Settings of the engine. None changes a result: a kernel's bits are the same on any number of threads.
public enum Engine {
  /// Threads that kernels share, the calling one included. Starts as the environment's
  /// `WALKTHROUGH_THREADS`, else the number of cores.
  public static var threads: Int {
    get { threadCount.load(ordering: .relaxed) }
    set { threadCount.store(max(1, newValue), ordering: .relaxed) }
  }

  private static let threadCount = Atomic<Int>(Machine.threads)
}

/// The place of the name, a C string, of the op whose pullback this thread runs; nil outside a backward pass.
let runningPullback = ThreadLocal()

/// Traps with `message` unless `condition` holds. For a reader's mistakes, such as shapes that do not
/// fit: unlike `precondition`, its message survives every optimization level.
@inline(__always)
package func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fail(message()) }
}

/// Prints `message` alone on a line of standard error, in a backward pass after its op's name, and traps with it.
@inline(never)
package func fail(_ message: String) -> Never {
  let op = runningPullback.value.map { String(cString: $0.load(as: UnsafePointer<UInt8>.self)) }
  Machine.stop(op.map { "backward pass of \($0): \(message)" } ?? message)
}
