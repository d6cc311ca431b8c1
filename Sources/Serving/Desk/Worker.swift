import Book
import Foundation

/// Does jobs one at a time, on a thread of its own.
final class Worker: @unchecked Sendable {
  /// Something to do. Of the same key only the latest is done.
  struct Job {
    var key: String
    /// When it begins at the earliest: what may be asked for again soon can wait a little.
    var start = ContinuousClock.now
    /// Whether it goes before what waits already.
    var isUrgent = false
    /// Does it. The runner is cancelled when the job is no longer wanted.
    var work: @Sendable (Runner) -> Void
  }

  private let condition = NSCondition()
  // All below: with the lock held.
  private var waiting: [Job] = []
  private var current: (key: String, runner: Runner)?
  private var isOver = false
  private var isStarted = false

  /// Takes a job in; one of its key that waits or is being done is given up.
  func submit(_ job: Job) {
    condition.withLock {
      guard !isOver else { return }
      drop(job.key)
      waiting.insert(job, at: job.isUrgent ? 0 : waiting.count)
      if !isStarted {
        isStarted = true
        Thread.detachNewThread { [self] in work() }
      }
      condition.broadcast()
    }
  }

  /// Gives up the job of this key.
  func cancel(_ key: String) { condition.withLock { drop(key) } }

  /// Gives up what is being done.
  func cancelCurrent() { condition.withLock { current?.runner.cancel() } }

  /// Gives up everything, and waits until nothing is being done.
  func stop() {
    condition.withLock {
      isOver = true
      waiting = []
      current?.runner.cancel()
      condition.broadcast()
      while current != nil { condition.wait() }
    }
  }

  private func drop(_ key: String) {
    waiting.removeAll { $0.key == key }
    if current?.key == key { current?.runner.cancel() }
  }

  private func work() {
    while let (job, runner) = next() {
      job.work(runner)
      condition.withLock {
        current = nil
        condition.broadcast()
      }
    }
  }

  /// Waits for the next job.
  private func next() -> (Job, Runner)? {
    condition.withLock {
      while !isOver {
        let now = ContinuousClock.now
        if let index = waiting.firstIndex(where: { $0.start <= now }) {
          let job = waiting.remove(at: index)
          let runner = Runner()
          current = (job.key, runner)
          return (job, runner)
        }
        _ = condition.wait(until: Date().addingTimeInterval(waiting.isEmpty ? 3600 : 0.05))
      }
      return nil
    }
  }
}
