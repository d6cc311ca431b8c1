import Foundation
import Synchronization

/// A switch that any thread may turn to end the programs which run for one purpose.
public final class Cancellation: Sendable {
  private struct State {
    var isCancelled = false
    /// The running children, by number.
    var children: [pid_t: Child] = [:]
  }
  private let state = Mutex(State())

  public init() {}

  public var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Kills the programs that are running, and lets no further one start.
  public func cancel() {
    state.withLock {
      $0.isCancelled = true
      for child in $0.children.values { child.end() }
    }
  }

  /// Registers a running child; false where it should not run.
  func watch(_ child: Child) -> Bool {
    state.withLock {
      if !$0.isCancelled { $0.children[child.number] = child }
      return !$0.isCancelled
    }
  }

  func unwatch(_ child: Child) {
    _ = state.withLock { $0.children.removeValue(forKey: child.number) }
  }
}

/// The error of a program that was cancelled.
public struct Cancelled: Error, CustomStringConvertible {
  public init() {}

  public var description: String { "stopped" }
}
