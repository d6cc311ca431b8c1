import Foundation
import Testing

@testable import Serving

struct WatcherTests {
  @Test func waitsUntilFilesHaveSettled() throws {
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

  @Test func followsTheFilesThatChaptersRead() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "watched-\(UUID())")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "data"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let table = folder.appending(path: "data/points.csv")
    try Data("x\n1\n".utf8).write(to: table)
    var watcher = Watcher(folder)
    let start = ContinuousClock.now
    // Nobody reads it yet.
    try Data("x\n12\n".utf8).write(to: table)
    #expect(watcher.look(at: start) == nil)
    for name in ["data/points.csv", "cat.png"] { watcher.follow(name) }
    #expect(watcher.look(at: start + .milliseconds(100)) == nil)
    try Data("x\n123\n".utf8).write(to: table)
    try Data("png".utf8).write(to: folder.appending(path: "cat.png"))
    try Data("other".utf8).write(to: folder.appending(path: "dog.png"))
    #expect(watcher.look(at: start + .milliseconds(200)) == nil)
    #expect(watcher.look(at: start + .milliseconds(300)) == ["data/points.csv", "cat.png"])
    try FileManager.default.removeItem(at: table)
    #expect(watcher.look(at: start + .milliseconds(400)) == nil)
    #expect(watcher.look(at: start + .milliseconds(500)) == ["data/points.csv"])
  }
}
