import Foundation
import Testing

@testable import Book

/// The lines below a message are those of the file that it names.
@Suite struct CompilerMessageTests {
  private func messages(_ output: String, in body: String) throws -> CompilerMessages {
    let chapter = try chapter(body)
    let program = try Program(chapter: chapter, book: Book(chapters: [chapter]))
    return CompilerMessages(output, sources: program.sources)
  }

  private static let body =
    "Prose.\n\n```swift\nlet net = Linear(1, 1)\n```\n\nMore `{swift} seed`.\n"

  @Test func notesAboutALibraryShowItsLines() throws {
    let messages = try messages(
      """
      Chapters/02-test.md:8:22: error: missing argument for parameter 'random' in call
       7 | __cell(0);
       8 | let net = Linear(1, 1)
         |                      `- error: missing argument for parameter 'random' in call

      /none/Linear.swift:8:10: note: 'init(_:_:random:)' declared here
       7 |   /// Doc.
       8 |   public init(_ a: Int, _ b: Int, random: Int) { weight = a }
         |          `- note: 'init(_:_:random:)' declared here

      Chapters/02-test.md:5:1: note: and this
       5 | something else
         | `- note: and this
      Chapters/02-test.md:8:5: warning: unused
       8 | xyz
      """, in: Self.body)
    #expect(
      messages.errors.map(\.description) == [
        """
        Chapters/02-test.md:8:22: error: missing argument for parameter 'random' in call
         7 | ```swift
         8 | let net = Linear(1, 1)
           |                      `- error: missing argument for parameter 'random' in call

        /none/Linear.swift:8:10: note: 'init(_:_:random:)' declared here
         7 |   /// Doc.
         8 |   public init(_ a: Int, _ b: Int, random: Int) { weight = a }
           |          `- note: 'init(_:_:random:)' declared here

        Chapters/02-test.md:5:1: note: and this
         5 | Prose.
           | `- note: and this
        """
      ])
    #expect(messages.warnings.map(\.details) == [" 8 | let net = Linear(1, 1)"])
  }

  /// The same on every machine: what a page shows of an error names no file.
  @Test func aRecordedFailureHasNoNotesAboutOtherFiles() throws {
    let error = try #require(
      try messages(
        """
        Chapters/02-test.md:8:22: error: missing
         8 | let
           | `- error: missing
        /none/Linear.swift:8:10: note: declared here
         8 |   public init
        """, in: Self.body
      ).errors.first)
    #expect(
      error.withoutPlace(8..<9)
        == "error: missing\n   | let net = Linear(1, 1)\n   | `- error: missing")
  }

  /// With the real library.
  @Test func theEnginesOwnLinesAreShown() throws {
    let text = message { try run(chapter(Self.body)) }
    #expect(text.hasPrefix("Chapters/02-test.md:8:"), "\(text)")
    let lines = text.split(separator: "\n").map(String.init)
    let notes = lines.indices.filter { lines[$0].contains(#/^\S+\.swift:\d+:\d+: note: /#) }
    for index in notes {
      let number = try #require(lines[index].firstMatch(of: #/:(\d+):\d+: note/#)?.1)
      let line = lines[index...].first { $0.contains(try! Regex("^ *\(number) \\| ")) }
      #expect(line == nil || !line!.contains("Linear(1, 1)") && !line!.contains("```"), "\(text)")
    }
  }
}
