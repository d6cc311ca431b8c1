import CPage

/// The machine as a page sees it: one thread, and a page that says what stopped the program.
package enum Machine {
  package static var threads: Int { 1 }

  /// Bytes: as many as a page may have.
  package static var memory: Int { 1 << 30 }

  /// True: registers hold four floats.
  package static var isNarrow: Bool { true }

  package static func allocate(bytes: Int) -> UnsafeMutableRawPointer {
    page_numbers(bytes)
  }

  package static func aroundForks(
    _ before: @convention(c) () -> Void, _ after: @convention(c) () -> Void
  ) {}

  /// Runs `body`, without a clock.
  package static func seconds(_ body: () -> Void) -> Double {
    body()
    return 0
  }

  /// Tells the page the message and traps.
  package static func stop(_ message: String) -> Never {
    var message = message
    message.withUTF8 { page_say($0.baseAddress, $0.count) }
    page_trap()
  }
}
