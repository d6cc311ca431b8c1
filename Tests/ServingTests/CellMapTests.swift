import Book
import Testing

@testable import Serving

struct CellMapTests {
  private func chapter(_ codes: String...) throws -> Chapter {
    let cells = codes.map { "\n```swift\n\($0)\n```\n" }.joined()
    return try Chapter.parse(
      "---\ntitle: T\nsummary: S.\nseed: 1\n---\n\(cells)", displayPath: "Chapters/01-t.md")
  }

  @Test func cellsAroundAnEditKeepTheirIndices() throws {
    let shown = try chapter("a", "b", "c", "d")
    func indices(_ chapter: Chapter) -> [Int?] {
      let map = CellMap(from: chapter, to: shown)
      return chapter.cells.indices.map { map[$0] }
    }
    #expect(indices(try chapter("a", "b", "c", "d")) == [0, 1, 2, 3])
    #expect(indices(try chapter("a", "x", "c", "d")) == [0, 1, 2, 3])
    #expect(indices(try chapter("a", "b", "x", "y", "c", "d")) == [0, 1, 1, 1, 2, 3])
    #expect(indices(try chapter("a", "d")) == [0, 3])
    #expect(CellMap(from: shown, to: nil)[0] == nil)
  }

  @Test func proseIsNotPartOfTheFingerprint() throws {
    let one = try Chapter.parse(
      "---\ntitle: T\nsummary: S.\nseed: 1\n---\nProse.\n\n```swift\na\n```\n",
      displayPath: "Chapters/01-t.md")
    let two = try chapter("a")
    let book = Book(chapters: [one])
    #expect(CodeFingerprint(one, in: book) == CodeFingerprint(two, in: book))
    #expect(CodeFingerprint(one, in: book) != CodeFingerprint(try chapter("b"), in: book))
  }
}
