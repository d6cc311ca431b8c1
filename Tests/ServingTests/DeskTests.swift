import Book
import Foundation
import Synchronization
import Testing

@testable import Serving

struct WatcherTests {
  @Test func waitsUntilAFileStandsStill() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "watched-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "01-a.md")
    try Data("a".utf8).write(to: file)
    var watcher = Watcher(folder)
    let start = ContinuousClock.now
    #expect(watcher.look(at: start) == nil)
    try Data("ab".utf8).write(to: file)
    #expect(watcher.look(at: start) == nil)
    try Data("abc".utf8).write(to: file)
    #expect(watcher.look(at: start + .milliseconds(40)) == nil)
    #expect(watcher.look(at: start + .milliseconds(80)) == nil)
    #expect(watcher.look(at: start + .milliseconds(100)) == ["01-a.md"])
    #expect(watcher.look(at: start + .milliseconds(200)) == nil)
    // Written aside and renamed, removed, and the folder with all of it.
    try Data("abd".utf8).write(to: file, options: .atomic)
    try Data("b".utf8).write(to: folder.appending(path: "symbols.yaml"))
    try Data("c".utf8).write(to: folder.appending(path: ".01-a.md.swp"))
    #expect(watcher.look(at: start + .milliseconds(300)) == nil)
    #expect(watcher.look(at: start + .milliseconds(400)) == ["01-a.md", "symbols.yaml"])
    try FileManager.default.removeItem(at: folder)
    #expect(watcher.look(at: start + .milliseconds(500)) == nil)
    #expect(watcher.look(at: start + .milliseconds(600)) == ["01-a.md", "symbols.yaml"])
  }
}

struct CellMapTests {
  private func chapter(_ codes: String...) throws -> Chapter {
    let cells = codes.map { "\n```swift\n\($0)\n```\n" }.joined()
    return try Chapter.parse(
      "---\ntitle: T\nsummary: S.\nseed: 1\n---\n\(cells)", displayPath: "Chapters/01-t.md")
  }

  @Test func cellsAroundAnEditKeepTheirPlaces() throws {
    let shown = try chapter("a", "b", "c", "d")
    func places(_ chapter: Chapter) -> [Int?] {
      let map = CellMap(from: chapter, to: shown)
      return chapter.cells.indices.map { map[$0] }
    }
    #expect(places(try chapter("a", "b", "c", "d")) == [0, 1, 2, 3])
    #expect(places(try chapter("a", "x", "c", "d")) == [0, 1, 2, 3])
    #expect(places(try chapter("a", "b", "x", "y", "c", "d")) == [0, 1, 1, 1, 2, 3])
    #expect(places(try chapter("a", "d")) == [0, 3])
    #expect(CellMap(from: shown, to: nil)[0] == nil)
  }

  @Test func proseIsNoPartOfTheSignature() throws {
    let one = try Chapter.parse(
      "---\ntitle: T\nsummary: S.\nseed: 1\n---\nProse.\n\n```swift\na\n```\n",
      displayPath: "Chapters/01-t.md")
    let two = try chapter("a")
    let book = Book(chapters: [one])
    #expect(Signature(one, in: book) == Signature(two, in: book))
    #expect(Signature(one, in: book) != Signature(try chapter("b"), in: book))
  }
}

struct WorkerTests {
  @Test func theLatestOfAKeyIsDoneAndOthersInTurn() async throws {
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

struct AudienceTests {
  @Test func aSlowClientIsDropped() async {
    let audience = Audience()
    let slow = audience.join("01-test")
    for number in 0..<Audience.queueLimit + 10 { audience.tellStatus("busy", "\(number)") }
    #expect(audience.count == 0)
    var received = 0
    for await _ in slow { received += 1 }
    #expect(received == Audience.queueLimit)
  }

  @Test func whoComesLaterLearnsAsMuch() async throws {
    let audience = Audience()
    audience.begin("01-test")
    var notice = Notice(.printed)
    notice.text = "so far"
    audience.tell(notice, page: "01-test")
    audience.tellProblems([Problem("the disk is full")], page: nil)
    let stream = audience.join("01-test")
    audience.close()
    var text = ""
    for await data in stream { text += String(decoding: data, as: UTF8.self) }
    #expect(text.hasPrefix("retry: 1000\n\ndata: {"))
    #expect(text.contains("so far"))
    #expect(text.contains("the disk is full"))
  }
}
