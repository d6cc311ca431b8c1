import Foundation
import Testing

@testable import Book

/// The names by which commands know chapters, and the folders that hold them.
@Suite struct CommandNameTests {
  private static let slugs = ["01-noise", "02-roll", "03-02-roll", "12-1", "roll", "x-2"]

  @Test(arguments: [
    ("01-noise", "01-noise"), ("noise", "01-noise"), ("1", "12-1"), ("01", "01-noise"),
    ("01-noise.md", "01-noise"), ("noise.md", "01-noise"), ("roll", "roll"), ("2", "02-roll"),
    ("02-roll", "02-roll"), ("12", "12-1"), ("x-2", "x-2"), ("roll.md", "roll"),
  ])
  func theNearestMeaningIsTaken(name: String, slug: String) throws {
    let chapters = try Self.slugs.map { try chapter("Prose.", slug: $0) }
    #expect(try Book(chapters: chapters).chapter(named: name).slug == slug)
    #expect(Chapter.file("Chapters/\(slug).md", isNamed: name))
  }

  @Test(arguments: ["", "9", "Noise", "-", "0x1", "md", "1.5", "-1"])
  func otherNamesAreNobodys(name: String) throws {
    let chapters = try Self.slugs.map { try chapter("Prose.", slug: $0) }
    #expect(throws: UnknownChapter.self) { try Book(chapters: chapters).chapter(named: name) }
    #expect(!Self.slugs.contains { Chapter.file("Chapters/\($0).md", isNamed: name) })
  }

  @Test func whatIsNoFolderOfChaptersIsSaid() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "folder-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "file")
    try Data().write(to: file)
    func fault(_ url: URL) -> String {
      message { try Book.load(folder: url, displayName: "it") }
    }
    let words =
      "it:1:1: error: this is no folder: --chapters takes the folder that holds the chapters"
    #expect(fault(file) == words)
    #expect(fault(URL(fileURLWithPath: "/dev/null")) == words)
    #expect(
      fault(folder.appending(path: "none")) == "it:1:1: error: there is no such folder of chapters")
    #expect(
      fault(file.appending(path: "in")).contains("this folder of chapters cannot be read: Not a"))
  }
}
