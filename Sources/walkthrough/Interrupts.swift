import Foundation

/// The descriptor to which the signals' handler writes.
private nonisolated(unsafe) var pipeOfSignals: Int32 = -1

/// Cancels a run on SIGINT, SIGTERM or SIGHUP: the chapter's processes end, and the site stays as it is. The same
/// signal once more, or after the run, ends the command. To be made and ended on the main thread.
///
/// A `DispatchSource` would leave the signals blocked in the thread that receives one.
final class Interrupts {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private static let end: UInt8 = 0
  private let writing: Int32

  init(_ cancel: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let reading = ends[0]
    writing = ends[1]
    pipeOfSignals = writing
    Thread.detachNewThread {
      var byte = Self.end
      while true {
        let count = read(reading, &byte, 1)
        if count < 0, errno == EINTR { continue }
        guard count == 1, byte != Self.end else { break }
        cancel()
      }
      close(reading)
    }
    var set = sigset_t()
    sigemptyset(&set)
    for number in Self.signals {
      let before = signal(number) { number in
        signal(number, SIG_DFL)
        var byte = UInt8(1)
        _ = write(pipeOfSignals, &byte, 1)
      }
      // As under nohup.
      if number == SIGHUP,
        unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      {
        signal(number, SIG_IGN)
      } else {
        sigaddset(&set, number)
      }
    }
    // They may be blocked in the process that started this one.
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  func end() {
    for number in Self.signals {
      let before = signal(number, SIG_DFL)
      if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        signal(number, SIG_IGN)
      }
    }
    var byte = Self.end
    _ = write(writing, &byte, 1)
    close(writing)
  }
}
