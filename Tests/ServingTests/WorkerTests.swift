import Foundation
import Synchronization
import Testing

@testable import Serving

struct WorkerTests {
  @Test func aNewerJobReplacesOneWithTheSameKeyAndOthersWaitTheirTurn() async throws {
    let worker = Worker()
    let done = Mutex<[String]>([])
    let gate = DispatchSemaphore(value: 0)
    let finished = DispatchSemaphore(value: 0)
    worker.submit(Worker.Job(key: "first") { _ in gate.wait() })
    for number in 1...3 {
      worker.submit(Worker.Job(key: "page") { _ in done.withLock { $0.append("page \(number)") } })
    }
    worker.submit(
      Worker.Job(key: "urgent", isUrgent: true) { _ in done.withLock { $0.append("urgent") } })
    worker.submit(Worker.Job(key: "last") { _ in finished.signal() })
    gate.signal()
    #expect(await wait(for: finished))
    #expect(done.withLock { $0 } == ["urgent", "page 3"])
    worker.stop()
  }

  private func wait(for semaphore: DispatchSemaphore) async -> Bool {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: semaphore.wait(timeout: .now() + 60) == .success)
      }
    }
  }
}
