import Foundation

/// Iterates over a range while the runner shows a progress bar:
///
///     for step in progress("Training", 0..<1_000) { … }
///
/// - Parameters:
///   - label: the text beside the bar.
///   - range: the numbers to iterate over.
/// - Returns: the same numbers.
public func progress(_ label: String, _ range: Range<Int>) -> ProgressSequence {
  ProgressSequence(label: label, range: range)
}

/// A range that reports its progress at most ten times a second.
public struct ProgressSequence: Sequence, IteratorProtocol {
  let label: String
  let range: Range<Int>
  private var current: Int
  private var reported = Date.distantPast

  init(label: String, range: Range<Int>) {
    self.label = label
    self.range = range
    current = range.lowerBound
  }

  /// The next number, after a report where one is due.
  public mutating func next() -> Int? {
    let finished = current == range.upperBound
    let now = Date()
    if finished || now.timeIntervalSince(reported) >= 0.1 {
      reported = now
      EventChannel.shared.send(
        .progress(
          label: label, completed: current - range.lowerBound, total: range.count))
    }
    guard !finished else { return nil }
    defer { current += 1 }
    return current
  }
}

/// Reports the progress of work that is not a loop over a range.
package func reportProgress(_ label: String, completed: Int, total: Int) {
  EventChannel.shared.send(.progress(label: label, completed: completed, total: total))
}
