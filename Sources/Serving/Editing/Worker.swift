import Book
import Foundation

/// Performs jobs one at a time, on its own thread.
final class Worker: @unchecked Sendable {
  /// A piece of work. A newer job replaces one with the same key.
  struct Job {
    var key: String
    /// The earliest start: a job that may soon be replaced can wait a moment.
    var start = ContinuousClock.now
    /// Whether it precedes the jobs that wait already.
    var isUrgent = false
    /// Performs the work. The runner is cancelled when the job is replaced or cancelled.
    var work: @Sendable (Runner) -> Void
  }

  private let condition = NSCondition()
  // The lock guards everything below.
  private var waiting: [Job] = []
  private var current: (key: String, runner: Runner)?
  private var isStopped = false
  private var isStarted = false

  /// Enqueues a job, and cancels the one with the same key that waits or runs.
  func submit(_ job: Job) {
    condition.withLock {
      guard !isStopped else { return }
      remove(job.key)
      waiting.insert(job, at: job.isUrgent ? 0 : waiting.count)
      if !isStarted {
        isStarted = true
        Thread.detachNewThread { [self] in performJobs() }
      }
      condition.broadcast()
    }
  }

  /// Cancels the job of this key.
  func cancel(_ key: String) { condition.withLock { remove(key) } }

  /// Cancels the job that runs.
  func cancelCurrent() { condition.withLock { current?.runner.cancel() } }

  /// Cancels all jobs, and waits until none runs.
  func stop() {
    condition.withLock {
      isStopped = true
      waiting = []
      current?.runner.cancel()
      condition.broadcast()
      while current != nil { condition.wait() }
    }
  }

  private func remove(_ key: String) {
    waiting.removeAll { $0.key == key }
    if current?.key == key { current?.runner.cancel() }
  }

  private func performJobs() {
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
      while !isStopped {
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
