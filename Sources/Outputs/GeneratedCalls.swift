import Foundation

// The calls that the runner writes into a chapter's program. No other code calls them.

/// Begins the cell of this index.
public func __cell(_ index: Int) { EventChannel.shared.send(.cell(index)) }

/// Shows the value of a cell's last bare expression.
public func __show<Value>(_ value: Value) { show(value) }

/// Sends an inline value of the prose. The short name leaves the expression at its own column.
public func __v<Value>(_ index: Int, _ value: Value) {
  EventChannel.shared.send(.inline(index: index, text: String(describing: value).withPlainNaNs))
}

/// Sends, at the chapter's end, an inline value that precedes the cell which computes it.
public func __l<Value>(_ index: Int, _ value: @autoclosure @escaping () -> Value) {
  deferredValues.append { __v(index, value()) }
}

private var deferredValues: [() -> Void] = []

/// Reports the error of a cell that is marked to throw.
public func __caught(_ error: any Error) {
  EventChannel.shared.send(.caught(message: String(describing: error).withPlainNaNs))
}

/// Ends the chapter: sends the deferred inline values and the memory used.
public func __finished() {
  for value in deferredValues { value() }
  var usage = rusage()
  #if os(Linux)
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let unit = 1024
  #else
    getrusage(RUSAGE_SELF, &usage)
    let unit = 1
  #endif
  EventChannel.shared.send(.finished(peakBytes: usage.ru_maxrss * unit))
}
