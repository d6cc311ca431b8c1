import Foundation

/// Ends the chapter when its runner is gone, however that came about: nobody is left to stop a cell that
/// never ends.
enum Lifeline {
  /// Watches the pipe of events, whose other end closes with the runner.
  static func watch(_ descriptor: Int32) {
    Thread.detachNewThread {
      var request = pollfd(fd: descriptor, events: 0, revents: 0)
      while poll(&request, 1, -1) < 1 {}
      _exit(1)
    }
  }
}
