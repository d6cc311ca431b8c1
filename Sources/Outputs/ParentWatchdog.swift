import Foundation

/// Ends the chapter's process when its runner ends for any reason: nothing else would stop a cell that
/// never ends.
enum ParentWatchdog {
  /// Watches the pipe of events, whose other end closes with the runner.
  static func watch(_ descriptor: Int32) {
    Thread.detachNewThread {
      var request = pollfd(fd: descriptor, events: 0, revents: 0)
      while poll(&request, 1, -1) < 1 {}
      _exit(1)
    }
  }
}
