import Foundation

@testable import Book

/// A small chapter written for a test, and its page.
@MainActor
struct PageSample {
  static let mathematics = try! Mathematics()
  static let path = "Chapters/02-sample.md"

  var chapter: Chapter
  var record: Record
  var cost: Cost?
  var bibliography = Bibliography([
    Bibliography.Work(
      id: "ho2020", authors: ["Jonathan Ho", "Ajay Jain", "Pieter Abbeel"], year: 2020,
      title: "Denoising <Diffusion>", venue: "NeurIPS", url: "https://example.org/a?b&c"),
    Bibliography.Work(
      id: "kingma2014", authors: ["Diederik P. Kingma", "Jimmy Ba"], year: 2014, title: "Adam"),
  ])
  var folder = Self.folder

  /// A folder with the pictures that the tests show.
  private static let folder: URL = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "book-\(UUID().uuidString)")
    try! FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["fig-a.png", "fig-a.svg"] {
      try! Data().write(to: folder.appending(path: name))
    }
    return folder
  }()

  /// The front matter takes five lines: the body begins on line 6.
  init(
    _ body: String, title: String = "Sample", outputs: [[RecordedOutput]] = [],
    values: [String] = []
  ) throws {
    let source = "---\ntitle: \(title)\nsummary: A sample.\nseed: 7\n---\n\(body)\n"
    chapter = try Chapter.parse(source, displayPath: Self.path)
    let filled = outputs + Array(repeating: [], count: max(0, chapter.cells.count - outputs.count))
    record = Record(
      program: "", seed: 7, parameters: [], cells: filled.map(CellRecord.init), inlineValues: values
    )
  }

  func writer() -> PageWriter {
    let other = try! Chapter.parse(
      "---\ntitle: First\nsummary: S\nseed: 1\n---\n## There\n", displayPath: "Chapters/01-first.md"
    )
    return PageWriter(
      chapter: chapter, record: record, cost: cost,
      context: PageContext(
        bibliography: bibliography, mathematics: Self.mathematics, folder: folder,
        linkedChapters: [
          "01-first": LinkedChapter(outline: Outline(other), isPublished: true),
          "03-later": LinkedChapter(outline: Outline(other), isPublished: false),
        ]))
  }

  /// The markup of the chapter's body.
  static func body(
    _ markdown: String, outputs: [[RecordedOutput]] = [], values: [String] = []
  ) throws -> String {
    let writer = try PageSample(markdown, outputs: outputs, values: values).writer()
    let body = writer.body()
    guard writer.diagnostics.isEmpty else { throw Diagnostics(writer.diagnostics) }
    return body
  }

  /// The faults of the chapter, as printed.
  static func problems(_ markdown: String, outputs: [[RecordedOutput]] = []) throws -> [String] {
    let writer = try PageSample(markdown, outputs: outputs).writer()
    _ = writer.body()
    return writer.diagnostics.map(\.description)
  }
}
