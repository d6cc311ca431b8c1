import Foundation
import Testing

@testable import Book

/// Checkpoints that are executed twice, or cannot be saved.
@Suite struct UnsavedCheckpointTests {
  @Test func mistakesAreNamed() throws {
    let twice = "func f() { checkpoint(\"a\") { 1 } }\nf()\nf()"
    #expect(
      message { try BookTests.run(chapter("```swift\n\(twice)\n```")) }
        .contains("error: checkpoint: “a” is executed for a second time"))
    let place = CheckpointPlace()
    try FileManager.default.createDirectory(at: place.folder, withIntermediateDirectories: true)
    try Data().write(to: place.folders.cache)
    let run = try place.run("```swift\ncheckpoint(\"a\") { 1 }\n```")
    #expect(run.fates.map(\.word) == ["unsaved"])
    #expect(run.run?.checkpoints == [:])
  }

  /// As on a full disk: one line, however often it is tried, and the run ends as it would.
  @Test func whatCannotBeSavedIsToldOnce() throws {
    let place = CheckpointPlace()
    try FileManager.default.createDirectory(at: place.folder, withIntermediateDirectories: true)
    try Data().write(to: place.folders.cache)
    let run = try place.run(CheckpointRunTests.training)
    #expect(run.run?.record.inlineValues.count == 5)
    #expect(run.run?.record == (try CheckpointPlace().run(CheckpointRunTests.training)).run?.record)
    guard case .unsaved(let file, let fault)? = run.fates.first, run.fates.count == 1 else {
      Issue.record("\(run.fates)")
      return
    }
    #expect(file.hasPrefix(place.folders.cache.path))
    #expect(["Not a directory", "File exists"].contains(fault), "\(fault)")
    #expect(!run.fates[0].message.contains("NSCocoaErrorDomain"))
  }
}
