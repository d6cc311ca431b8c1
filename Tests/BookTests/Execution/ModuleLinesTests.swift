import Testing

@testable import Book

/// The lines of a module's calls.
@Suite struct ModuleLinesTests {
  private let sources = ["Chapters/01-walks.md", "Chapters/02-roll.md"].map { path in
    Program.Source(
      name: "x.swift", text: "", path: "elsewhere/\(path)", chapterText: "", compiledPath: path)
  }

  @Test func namesChaptersByTheirCompiledPaths() {
    let lines = ModuleLines(
      """
      0x4f00b:/folder: odd/Chapters/01-walks.md:25
      0x4f035:Chapters/02-roll.md:7
      0x50000:/folder/Chapters/01-walks.md:3

      """, sources: sources)
    #expect(
      lines.calls == [
        "Chapters/01-walks.md": [0x4f00b, 25, 0x50000, 3], "Chapters/02-roll.md": [0x4f035, 7],
      ])
  }

  @Test(arguments: [
    "", "0x1", "0x1:", "zz:Chapters/01-walks.md:1", "0x1:Chapters/01-walks.md",
    "0x1:Chapters/01-walks.md:", "0x1:Chapters/03-other.md:4", "0x1:XChapters/01-walks.md:4",
  ])
  func leavesOutWhatIsNoLineOfAChapter(_ text: String) {
    #expect(ModuleLines(text, sources: sources).calls.isEmpty)
  }
}
