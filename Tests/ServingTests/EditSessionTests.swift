import Book
import Foundation
import Testing

@testable import Serving

struct EventBroadcasterTests {
  @Test func aSlowClientIsDropped() async {
    var broadcaster = EventBroadcaster()
    let slow = broadcaster.subscribe(to: "01-test", replaying: [])
    for number in 0..<EventBroadcaster.queueLimit + 10 {
      broadcaster.send(ServerEvent(kind: .status, text: "\(number)"), to: "01-test")
    }
    #expect(broadcaster.pages.isEmpty)
    var received = 0
    for await _ in slow { received += 1 }
    #expect(received == EventBroadcaster.queueLimit)
  }

  @Test func aClientThatLeftIsForgotten() {
    var broadcaster = EventBroadcaster()
    do { _ = broadcaster.subscribe(to: "01-test", replaying: []) }
    broadcaster.sendHeartbeat()
    #expect(broadcaster.pages.isEmpty)
  }
}

struct EditSessionTests {
  @Test func newSubscribersReceiveTheCurrentState() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "session-\(UUID())")
    let chapters = folder.appending(path: "Chapters")
    try FileManager.default.createDirectory(at: chapters, withIntermediateDirectories: true)
    let source = "---\ntitle: T\nsummary: S.\nseed: 1\n---\n\n```swift\nprint(1)\n```\n"
    try Data(source.utf8).write(to: chapters.appending(path: "01-test.md"))
    let folders = BookFolders(
      chapters: chapters, displayName: "Chapters", site: folder.appending(path: "site"),
      build: folder.appending(path: "build"))
    let session = EditSession(folders, options: RunOptions())
    await session.read()
    let following = Task { await session.followEdits() }
    let chapter = try #require(await session.book?.chapters.first)

    session.begin(chapter)
    session.tell(ServerEvent(kind: .printed, cell: 0, text: "so far"), of: "01-test")
    session.send { $0.setProblems([Problem(message: "the disk is full")]) }
    let stream = await withCheckedContinuation { continuation in
      session.send { continuation.resume(returning: $0.subscribe(to: "01-test")) }
    }
    session.send { $0.broadcaster.close() }
    var text = ""
    for await data in stream { text += String(decoding: data, as: UTF8.self) }
    #expect(text.hasPrefix("retry: 1000\n\ndata: {"))
    #expect(text.contains("so far"))
    #expect(text.contains("the disk is full"))
    session.worker.stop()
    following.cancel()
  }
}
