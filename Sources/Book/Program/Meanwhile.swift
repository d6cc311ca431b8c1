import Dispatch
import Synchronization

/// A value that another thread computes while this one goes on.
final class Meanwhile<Value: Sendable>: Sendable {
  private let result = Mutex<Value?>(nil)
  private let isDone = DispatchGroup()

  init(_ compute: @escaping @Sendable () -> Value) {
    DispatchQueue.global().async(group: isDone) { [self] in
      let value = compute()
      result.withLock { $0 = value }
    }
  }

  /// Waits for it where it is not there yet.
  var value: Value {
    isDone.wait()
    return result.withLock { $0! }
  }
}
