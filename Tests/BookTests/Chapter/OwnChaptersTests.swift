import Foundation
import Testing

@testable import Book

/// The chapters of this repository.
@Suite struct OwnChaptersTests {
  private let book: Book

  init() throws {
    var package = URL(fileURLWithPath: #filePath)
    for _ in 1...4 { package.deleteLastPathComponent() }
    book = try Book.load(
      folder: package.appendingPathComponent("Chapters"), displayName: "Chapters")
  }

  @Test func everyProgramCanBeMade() throws {
    for chapter in book.chapters {
      for quick in [false, true] {
        let program = try Program(chapter: chapter, book: book, quick: quick)
        #expect(
          program.sources[0].text.split(separator: "\n", omittingEmptySubsequences: false).count
            == SourceText(chapter.source).lineCount + 2)
      }
    }
  }

  /// The longest chapter has nothing that would keep an edit in it from being answered soon.
  @Test func anEditsReachCanBeTold() throws {
    let chapter = try #require(book.chapters.max { $0.cells.count < $1.cells.count })
    let program = try Program(chapter: chapter, book: book)
    let keys = ResultKeys(of: program)
    #expect(keys.flatMap { Slice(of: program, since: $0)?.cells } == [])
  }

  @Test func everyLeafStandsWhereItSays() {
    for chapter in book.chapters {
      let text = SourceText(chapter.source)
      chapter.document.walk { node in
        guard node.kind == .code || node.kind == .text, !node.literal.isEmpty else { return }
        let found = text.line(node.startLine).utf8.dropFirst(node.startColumn - 1).first
        let wanted = node.kind == .code ? UInt8(ascii: "`") : node.literal.utf8.first
        #expect(
          found == wanted || found == UInt8(ascii: "\\") || found == UInt8(ascii: "&"),
          "\(chapter.path):\(node.startLine):\(node.startColumn): \(node.literal)")
      }
    }
  }
}
