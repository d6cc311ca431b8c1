/// Traps with a message where the condition is false. The message of Swift's own precondition is omitted in
/// optimized code, and chapters are optimized.
///
/// - Parameters:
///   - condition: the condition.
///   - message: what is wrong, and what to do.
///   - file: the file that the trap names.
///   - line: the line that the trap names.
public func precondition(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String = String(),
  file: StaticString = #file, line: UInt = #line
) {
  if !condition() { fatalError(message(), file: file, line: line) }
}

/// Traps with a message; see `precondition`.
///
/// - Parameters:
///   - message: what is wrong, and what to do.
///   - file: the file that the trap names.
///   - line: the line that the trap names.
public func preconditionFailure(
  _ message: @autoclosure () -> String = String(), file: StaticString = #file, line: UInt = #line
) -> Never {
  fatalError(message(), file: file, line: line)
}

/// Ends the program with a message, as Swift's own function does. That one would end the message at its first NUL,
/// which is shown as ␀ here.
///
/// - Parameters:
///   - message: what is wrong, and what to do.
///   - file: the file that the error names.
///   - line: the line that the error names.
public func fatalError(
  _ message: @autoclosure () -> String = String(), file: StaticString = #file, line: UInt = #line
) -> Never {
  Swift.fatalError(
    String(message().map { $0 == "\0" ? "␀" : $0 }), file: file, line: line)
}
