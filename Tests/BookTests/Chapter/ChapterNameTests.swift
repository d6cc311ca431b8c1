import Foundation
import Testing

@testable import Book

/// Files of chapters whose names are no good, and others that look so.
@Suite struct ChapterNameTests {
  private func problem(_ names: String...) -> String {
    ChapterName.faults(of: names, folder: "Chapters").values.sorted(by: Diagnostic.precedes)
      .map(\.description).joined(separator: "\n")
  }

  @Test(arguments: [
    ("index.html.md", "“index.html” is a name of the site's own: rename the chapter"),
    ("symbols.html.md", "“symbols.html” is a name of the site's own: rename the chapter"),
    ("assets.md", "“assets” is a name of the site's own: rename the chapter"),
    ("Assets.md", "“Assets” is a name of the site's own: rename the chapter"),
    ("a\\b.md", "a chapter's name has no backslash and no control characters"),
    ("a\nb.md", "a chapter's name has no backslash and no control characters"),
    ("a\u{7F}.md", "a chapter's name has no backslash and no control characters"),
    ("a\tb.md", "a chapter's name has no backslash and no control characters"),
    (
      String(repeating: "x", count: 252) + ".md",
      "a chapter's name has at most 200 characters, and this one has 252"
    ),
  ])
  func badNamesAreRefusedInOneLine(name: String, message: String) {
    let problem = problem("01-a.md", name, "02-b.md")
    #expect(problem.hasSuffix(":1:1: error: \(message)"), "\(problem)")
    #expect(!problem.contains("\n"))
  }

  @Test(arguments: ["03-a#b.md", "a?b.md", "50%.md", "a:b.md", "references.md", "ä.md", "a b.md"])
  func oddNamesAreFine(name: String) { #expect(problem("01-a.md", name) == "") }

  @Test func namesThatDifferOnlyByCaseAreOne() {
    #expect(
      problem("Noise.md", "noise.md")
        == "Chapters/noise.md:1:1: error: Noise.md differs only by case: rename one of them")
    #expect(problem("e\u{301}.md", "\u{E9}.md").contains("differs only by case"))
    #expect(problem("noise.md", "noise-2.md") == "")
  }

  @Test func labelsNameFiles() {
    let label = "fig-" + String(repeating: "a", count: 100)
    #expect(
      message { try chapter("```swift\n//| label: \(label)\n//| alt: A.\n1\n```") }
        == "Chapters/02-test.md:6:12: error: a label names a file: it has at most 100 characters, "
        + "and this one has 104")
  }

  @Test func theOthersAreRead() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "names-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["01-a.md", "1-b.md", "a\\b.md", "index.html.md", "x\ny.md", "02-c.md"] {
      try Data("---\ntitle: T\n---\n".utf8).write(to: folder.appending(path: name))
    }
    let reading = try BookReading(folder: folder, displayName: "Chapters")
    #expect(reading.chapters.map(\.slug) == ["01-a", "02-c"])
    #expect(reading.problems.count == 4)
    #expect(reading.problems.allSatisfy { !$0.description.contains("\n") })
  }
}
