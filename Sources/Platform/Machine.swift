#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The machine and the system that the engine runs on. `Sources/WebAssembly/Platform` is this module in a page.
package enum Machine {
  /// Threads that kernels share at first: the environment's `WALKTHROUGH_THREADS`, else the number of cores.
  package static var threads: Int {
    let wish = getenv("WALKTHROUGH_THREADS").flatMap { Int(String(cString: $0)) }
    return max(1, wish ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// Bytes of memory.
  package static var memory: Int {
    sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
  }

  /// True where registers hold four floats, not eight or sixteen.
  package static let isNarrow = false

  /// New memory at the start of a cache line. A large buffer starts on a huge page: a step over fresh memory then
  /// faults once in 2 MB.
  package static func allocate(bytes: Int) -> UnsafeMutableRawPointer {
    let hugePage = 1 << 21
    let isLarge = bytes >= hugePage
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: isLarge ? hugePage : 64)
    #if canImport(Glibc)
      if isLarge { madvise(memory, bytes, 14 /* MADV_HUGEPAGE */) }
    #endif
    return memory
  }

  /// Calls `before` before each fork, and `after` in both processes after it.
  package static func aroundForks(
    _ before: @convention(c) () -> Void, _ after: @convention(c) () -> Void
  ) {
    pthread_atfork(before, after, after)
  }

  /// Seconds that `body` takes.
  package static func seconds(_ body: () -> Void) -> Double {
    ContinuousClock().measure(body) / .seconds(1)
  }

  /// Prints `message` alone on a line of standard error and traps with it.
  package static func stop(_ message: String) -> Never {
    fflush(nil)
    fputs(message + "\n", stderr)
    fatalError(message)
  }
}
