import Foundation

/// Stops the chapter where `condition` is false. `precondition` would lose its message in optimized
/// builds, and the message is what tells a reader what to change.
func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  guard !condition else { return }
  let text = message()
  fputs(text + "\n", stderr)
  fatalError(text)
}
