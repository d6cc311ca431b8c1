import Foundation
import Testing

@testable import Book

@Suite struct LoadingTests {
  /// A book of files with these contents.
  private func book(_ files: [String: String]) throws -> Book {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    return try Book.load(folder: folder, displayName: "Chapters")
  }

  private let text = "---\ntitle: T\n---\n"

  @Test(arguments: [
    (4 << 20, nil), ((4 << 20) + 1, "5 MB"), (9 << 20, "9 MB"), (50 << 20, "50 MB"),
  ])
  func aChapterTooLongIsReported(size: Int, name: String?) throws {
    let long = text + String(repeating: "\n", count: size - text.utf8.count)
    guard let name else {
      #expect(try book(["01-a.md": long]).chapters.count == 1)
      return
    }
    let error = #expect(throws: Diagnostics.self) { try book(["01-a.md": long]) }
    #expect(
      error?.description
        == "Chapters/01-a.md:1:1: error: this file has \(name), a chapter at most 4 MB: split it")
  }

  @Test func chaptersComeInTheOrderOfTheirNames() throws {
    let book = try book(["02-b.md": text, "01-a.md": text, "10-c.md": text, "notes.txt": "x"])
    #expect(book.chapters.map(\.slug) == ["01-a", "02-b", "10-c"])
  }

  @Test(arguments: ["02-swiss-roll.md", "02-swiss-roll", "swiss-roll", "2", "02"])
  func chaptersHaveSeveralNames(name: String) throws {
    let book = try book(["01-noise.md": text, "02-swiss-roll.md": text])
    #expect(try book.chapter(named: name).slug == "02-swiss-roll")
  }

  @Test func unknownChaptersAreMetWithTheNearest() throws {
    let book = try book(["01-noise.md": text, "02-swiss-roll.md": text])
    #expect(
      message { try book.chapter(named: "swis-rol") }
        == "there is no chapter “swis-rol”; did you mean swiss-roll?")
    #expect(message { try book.chapter(named: "7") } == "there is no chapter “7”")
  }

  @Test func unknownUsesAreNamed() {
    let uses = "---\ntitle: T\nuses: [01-nois]\n---\n"
    #expect(
      message { try book(["01-noise.md": text, "02-b.md": uses]) }
        == "Chapters/02-b.md:3:1: error: “uses” names 01-nois, which is no chapter"
        + "; did you mean 01-noise?")
    #expect(
      message {
        try book(["00-b.md": "---\ntitle: T\nuses: [01-noise]\n---\n", "01-noise.md": text])
      }
        == "Chapters/00-b.md:3:1: error: “uses” names 01-noise, "
        + "which does not come before this chapter")
  }

  @Test func theProblemsOfAllChaptersAreReported() {
    #expect(
      message { try book(["01-a.md": "no", "02-b.md": "no"]) }
        .split(separator: "\n").count == 2)
  }

  @Test func twoChaptersOfOneNumberAreAnError() {
    #expect(
      message { try book(["01-a.md": text, "1-b.md": text, "02-c.md": text]) }
        == "Chapters/1-b.md:1:1: error: 01-a.md has the number 1 too: rename one of them")
  }

  @Test func aFolderWithoutChaptersIsAnError() {
    #expect(
      message { try book(["01-a.MD": text]) }
        == "Chapters:1:1: error: this folder has no chapters, files whose names end in .md: "
        + "walkthrough new my-chapter")
  }

  @Test func aMissingFolderIsNamed() {
    #expect(
      message {
        try Book.load(folder: URL(fileURLWithPath: "/nowhere"), displayName: "Chapters")
      } == "Chapters:1:1: error: there is no such folder of chapters")
  }
}
