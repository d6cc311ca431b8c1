#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Synchronization

/// How the engine runs. Nothing here changes a result: every kernel's bits are the same on one
/// thread and on many.
public enum Engine {
  /// Threads that kernels share, the calling one included. Starts as the environment's
  /// `WALKTHROUGH_THREADS`, else the number of cores.
  public static var threads: Int {
    get { threadCount.load(ordering: .relaxed) }
    set { threadCount.store(max(1, newValue), ordering: .relaxed) }
  }

  private static let threadCount = Atomic<Int>(initialThreads())

  private static func initialThreads() -> Int {
    let wish = getenv("WALKTHROUGH_THREADS").flatMap { Int(String(cString: $0)) }
    return max(1, wish ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }
}

/// Traps with `message` unless `condition` holds. For a reader's mistakes, such as shapes that do not
/// fit: unlike `precondition`, its message survives every optimization level.
@inline(__always)
package func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fail(message()) }
}

/// Prints `message` alone on a line of standard error, then traps with it.
@inline(never)
package func fail(_ message: String) -> Never {
  fflush(nil)
  fputs(message + "\n", stderr)
  fatalError(message)
}
