import Foundation

/// A pipe whose ends no child inherits by accident.
final class Pipe {
  private(set) var reading: Int32
  private(set) var writing: Int32

  /// - Throws: `SubprocessFailure`.
  init() throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw SubprocessFailure(executable: "pipe", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    closeWriting()
    close(reading)
  }

  func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }
}
