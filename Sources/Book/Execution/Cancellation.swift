import Foundation
import Synchronization

/// Cancels the processes of a runner, from any thread.
final class Cancellation: Sendable {
  private struct State {
    var isCancelled = false
    var children: Set<pid_t> = []
  }
  private let state = Mutex(State())

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Kills the registered process groups, and all later ones.
  func cancel() {
    state.withLock {
      $0.isCancelled = true
      for child in $0.children { kill(-child, SIGKILL) }
    }
  }

  /// Registers a running process group; false if it must not run.
  func watch(_ child: pid_t) -> Bool {
    state.withLock {
      if !$0.isCancelled { $0.children.insert(child) }
      return !$0.isCancelled
    }
  }

  func unwatch(_ child: pid_t) {
    _ = state.withLock { $0.children.remove(child) }
  }
}

/// The error of a canceled run.
public struct Cancelled: Error, CustomStringConvertible {
  public var description: String { "stopped" }
}
