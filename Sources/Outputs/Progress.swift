import Foundation

/// Iterates over a range while the runner shows how far it has come:
///
///     for step in progress("Training", 0..<1_000) { … }
public func progress(_ label: String, _ range: Range<Int>) -> ProgressSequence {
  ProgressSequence(label: label, range: range)
}

/// A range that reports its progress, at most ten times a second.
public struct ProgressSequence: Sequence, IteratorProtocol {
  let label: String
  let range: Range<Int>
  private var next_: Int
  private var reported = Date.distantPast

  init(label: String, range: Range<Int>) {
    self.label = label
    self.range = range
    next_ = range.lowerBound
  }

  public mutating func next() -> Int? {
    let finished = next_ == range.upperBound
    let now = Date()
    if finished || now.timeIntervalSince(reported) >= 0.1 {
      reported = now
      Channel.shared.send(
        .progress(
          label: label, completed: next_ - range.lowerBound, total: range.count))
    }
    guard !finished else { return nil }
    defer { next_ += 1 }
    return next_
  }
}

/// Reports how far something has come that is not a loop over a range.
package func reportProgress(_ label: String, completed: Int, total: Int) {
  Channel.shared.send(.progress(label: label, completed: completed, total: total))
}
