import Foundation

// The calls that the runner writes into a chapter's program. Nobody else calls them.

/// The cell of this index begins.
public func __cell(_ index: Int) { Channel.shared.send(.cell(index)) }

/// The value of a cell's last bare expression.
public func __show<Value>(_ value: Value) { show(value) }

/// An inline value of the prose. Its short name leaves the expression at its own column.
public func __v<Value>(_ index: Int, _ value: Value) {
  Channel.shared.send(.inline(index: index, text: String(describing: value)))
}

/// An inline value that stands above the cell which computes it: asked for at the chapter's end.
public func __l<Value>(_ index: Int, _ value: @autoclosure @escaping () -> Value) {
  laterValues.append { __v(index, value()) }
}

private var laterValues: [() -> Void] = []

/// A cell that promised to throw did.
public func __caught(_ error: any Error) {
  Channel.shared.send(.caught(message: String(describing: error)))
}

/// The chapter's end.
public func __finished() {
  for value in laterValues { value() }
  var usage = rusage()
  #if os(Linux)
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let unit = 1024
  #else
    getrusage(RUSAGE_SELF, &usage)
    let unit = 1
  #endif
  Channel.shared.send(.finished(peakBytes: usage.ru_maxrss * unit))
}
