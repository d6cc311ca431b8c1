import Book
import Foundation
import Synchronization

/// Performs jobs one at a time, on its own queue.
final class Worker: Sendable {
  /// A piece of work. A newer job replaces one with the same key.
  struct Job: Sendable {
    var key: String
    /// The earliest start: a job that may soon be replaced can wait a moment.
    var start = ContinuousClock.now
    /// True for a job that precedes those that wait already.
    var isUrgent = false
    /// Performs the work. The runner is cancelled when the job is replaced or cancelled.
    var work: @Sendable (Runner) -> Void
  }

  private struct State {
    var waiting: [Job] = []
    var current: (key: String, runner: Runner)?
    var isStopped = false

    mutating func remove(_ key: String) {
      waiting.removeAll { $0.key == key }
      if current?.key == key { current?.runner.cancel() }
    }

    mutating func next() -> (Job, Runner)? {
      // Timers of another clock may be early.
      let now = ContinuousClock.now + .milliseconds(1)
      guard let index = waiting.firstIndex(where: { $0.start <= now }) else { return nil }
      let runner = Runner()
      current = (waiting[index].key, runner)
      return (waiting.remove(at: index), runner)
    }
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "worker")

  /// Enqueues a job, and cancels the one with the same key that waits or runs.
  func submit(_ job: Job) {
    state.withLock { state in
      guard !state.isStopped else { return }
      state.remove(job.key)
      state.waiting.insert(job, at: job.isUrgent ? 0 : state.waiting.count)
    }
    let delay = max(0, (job.start - .now).seconds)
    // A call performs any job that can start; each job has a call of its own at its start.
    queue.asyncAfter(deadline: .now() + delay) { self.performNext() }
  }

  /// Cancels the job of this key.
  func cancel(_ key: String) { state.withLock { $0.remove(key) } }

  /// Cancels the job that runs.
  func cancelCurrent() { state.withLock { $0.current?.runner.cancel() } }

  /// Cancels all jobs, and waits until none runs.
  func stop() {
    state.withLock { state in
      (state.isStopped, state.waiting) = (true, [])
      state.current?.runner.cancel()
    }
    queue.sync {}
  }

  private func performNext() {
    guard let (job, runner) = state.withLock({ $0.next() }) else { return }
    job.work(runner)
    state.withLock { $0.current = nil }
  }
}
