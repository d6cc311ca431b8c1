/// Tests a claim of the page. A reader sees a check mark; a false claim fails the run once the chapter has reached
/// its end.
///
/// - Parameters:
///   - message: the claim, as a reader should see it.
///   - condition: whether it is true.
///   - line: the line that a failure names.
public func check(_ message: String, _ condition: Bool, line: Int = #line) {
  EventChannel.shared.send(.check(message: message.withPlainNaNs, passed: condition, line: line))
}
