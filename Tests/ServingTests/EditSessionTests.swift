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

  /// A session of these chapters, and their folder.
  private func twoChapters(_ names: [String] = ["01-a", "02-b"]) throws -> (EditSession, URL) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "session-\(UUID())")
    let chapters = folder.appending(path: "Chapters")
    try FileManager.default.createDirectory(at: chapters, withIntermediateDirectories: true)
    for name in names { try write("first", name, in: chapters) }
    let folders = BookFolders(
      chapters: chapters, displayName: "Chapters", site: folder.appending(path: "site"),
      build: folder.appending(path: "build"))
    return (EditSession(folders, options: RunOptions()), chapters)
  }

  private func write(
    _ prose: String, _ name: String, in chapters: URL, uses: String = "", breaking: Bool = false
  ) throws {
    let title = breaking ? "" : "title: T\n"
    let source = "---\n\(title)summary: S.\nseed: 1\n\(uses)---\n\n\(prose)\n"
    try Data(source.utf8).write(to: chapters.appending(path: "\(name).md"))
  }

  /// The sources of the chapters, the files of the problems on each page, the index' under an empty name.
  private func state(
    _ session: EditSession
  ) async throws -> (sources: [String], problems: [String: [String]]) {
    let sources = await session.book?.chapters.map(\.source) ?? []
    var problems: [String: [String]] = [:]
    for page in ["", "01-a", "02-b", "03-c"] {
      problems[page] = await session.problems(of: page).problems?.map(\.file)
    }
    return (sources, problems)
  }

  @Test func oneBadChapterDoesNotStopTheOthers() async throws {
    let (session, chapters) = try twoChapters()
    await session.read()
    try write("second", "01-a", in: chapters, breaking: true)
    try write("second", "02-b", in: chapters)
    await session.read(changed: ["01-a.md", "02-b.md"])
    var (sources, problems) = try await state(session)
    #expect(sources.map { $0.contains("first") } == [true, false])
    #expect(problems[""] == ["Chapters/01-a.md"] && problems["01-a"] == ["Chapters/01-a.md"])
    #expect(problems["02-b"] == [])

    // A new one with errors has no page yet.
    try Data("x".utf8).write(to: chapters.appending(path: "03-c.md"))
    try write("third", "02-b", in: chapters)
    await session.read(changed: ["02-b.md", "03-c.md"])
    (sources, problems) = try await state(session)
    #expect(sources.map { $0.contains("third") } == [false, true])
    #expect(problems["03-c"]?.contains("Chapters/03-c.md") == true)

    try write("second", "01-a", in: chapters)
    try FileManager.default.removeItem(at: chapters.appending(path: "03-c.md"))
    await session.read(changed: ["01-a.md", "03-c.md"])
    (sources, problems) = try await state(session)
    #expect(sources.map { $0.contains("second") } == [true, false])
    #expect(problems.values.allSatisfy { $0.isEmpty })
    session.worker.stop()
  }

  @Test func anEditOfAChapterThatWaitsForAnotherIsNotLost() async throws {
    let (session, chapters) = try twoChapters()
    await session.read()
    try write("second", "01-a", in: chapters, breaking: true)
    try write("second", "02-b", in: chapters, uses: "uses: [01-a]\n")
    await session.read(changed: ["01-a.md", "02-b.md"])
    var sources = try await state(session).sources
    #expect(sources.allSatisfy { $0.contains("first") })
    try write("second", "01-a", in: chapters)
    await session.read(changed: ["01-a.md"])
    sources = try await state(session).sources
    #expect(sources.allSatisfy { $0.contains("second") })
    session.worker.stop()
  }

  /// A file that is too large to be a chapter is not read for the line of its fault.
  @Test func aHugeFileInPlaceOfAChapterIsAProblemLikeOthers() async throws {
    let (session, chapters) = try twoChapters()
    await session.read()
    #expect(truncate(chapters.appending(path: "01-a.md").path, 1 << 36) == 0)
    try write("second", "02-b", in: chapters)
    await session.read(changed: ["01-a.md", "02-b.md"])
    let (sources, problems) = try await state(session)
    #expect(sources.map { $0.contains("second") } == [false, true])
    #expect(problems["01-a"] == ["Chapters/01-a.md"] && problems["02-b"] == [])
    session.worker.stop()
  }
}
