import Foundation
import Synchronization

/// A switch that any thread may turn to end the programs which run for one purpose.
public final class Cancellation: Sendable {
  private struct State {
    var isCancelled = false
    /// Numbers of processes, negative for groups, as `kill` takes them.
    var children: Set<pid_t> = []
  }
  private let state = Mutex(State())

  public init() {}

  public var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Kills the programs that are running, and lets no further one start.
  public func cancel() {
    state.withLock {
      $0.isCancelled = true
      for child in $0.children { kill(child, SIGKILL) }
    }
  }

  /// Registers a running child; false where it should not run.
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

/// The error of a program that was cancelled.
public struct Cancelled: Error, CustomStringConvertible {
  public init() {}

  public var description: String { "stopped" }
}
