/// A claim that the page makes and the run tests. A reader sees a tick; a false one fails the run, after
/// the chapter has come to its end.
///
/// - Parameters:
///   - message: the claim, as a reader should see it.
///   - condition: whether it holds.
public func check(_ message: String, _ condition: Bool, line: Int = #line) {
  Channel.shared.send(.check(message: message, passed: condition, line: line))
}
