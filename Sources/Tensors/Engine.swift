#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
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
    #if canImport(Glibc) || canImport(Darwin)
      if let text = getenv("WALKTHROUGH_THREADS"), let count = Int(String(cString: text)) {
        return max(1, count)
      }
      return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    #else
      return 1
    #endif
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
  #if canImport(Glibc) || canImport(Darwin)
    fflush(nil)
    fputs(message + "\n", stderr)
  #endif
  fatalError(message)
}
