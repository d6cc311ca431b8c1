import Dispatch
import Synchronization

/// A value that another thread computes.
final class Future<Value: Sendable>: Sendable {
  private let result = Mutex<Value?>(nil)
  private let isDone = DispatchGroup()

  init(_ compute: @escaping @Sendable () -> Value) {
    DispatchQueue.global().async(group: isDone) { [self] in
      let value = compute()
      result.withLock { $0 = value }
    }
  }

  /// The value, after waiting for it if necessary.
  var value: Value {
    isDone.wait()
    return result.withLock { $0! }
  }
}
