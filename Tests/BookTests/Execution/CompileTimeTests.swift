import Foundation
import Testing

@testable import Book

/// Compiling takes as long as it may, and no longer.
@Suite struct CompileTimeTests {
  private func failure(_ body: String, compileTimeout: Double) -> String {
    message {
      let chapter = try chapter(body)
      var options = RunOptions(timeout: 60, threads: 1, libraryFolder: LessonLibrary().folder)
      options.compileTimeout = compileTimeout
      return try Runner().run(
        try Program(chapter: chapter, book: Book(chapters: [chapter])), options: options)
    }
  }

  /// A program of its own: no executable of it is cached.
  private static func fresh(_ code: String) -> String {
    "```swift\nlet name = \"\(UUID().uuidString)\"\n\(code)\n```"
  }

  /// Each closure may have many types.
  private static let long = (0..<40).map { index in
    "let a\(index) = [1, 2.5, 3].map { $0 * 2 + 1 - 3 / $0 + -$0 * 4.5 - 1 }.reduce(0) { $0 + $1 * 2 - 1 }"
  }.joined(separator: "\n")

  @Test(arguments: [long, "print(name)", "//| export: true\nfunc f() {}"])
  func aCompilationIsStoppedAtItsLimit(code: String) throws {
    let start = ContinuousClock.now
    let text = failure(Self.fresh(code), compileTimeout: 0.05)
    #expect(
      text == "Chapters/02-test.md:1:1: error: the compiler was stopped after 0.05 s: write long "
        + "expressions as several, with types, or give it more time with --timeout")
    #expect(start.duration(to: .now) < .seconds(20))
  }

  @Test func soIsThatOfACellThatMustNotCompile() throws {
    let cell = "//| error: compile\nlet n: Int = \"\"\n```\n\n```swift\nprint(1)"
    let text = failure(
      "```swift\nlet s = \"\(UUID())\"\n```\n\n```swift\n\(cell)\n```", compileTimeout: 0.05)
    #expect(text.contains("the compiler was stopped after 0.05 s"), "\(text)")
  }

  @Test func nothingOfAStoppedCompilationStays() throws {
    let folder = LessonLibrary().cache
    let word = UUID().uuidString
    let text = failure("```swift\nlet name = \"\(word)\"\n```", compileTimeout: 0.05)
    #expect(text.contains("the compiler was stopped after 0.05 s"), "\(text)")
    // Neither a process nor a file.
    let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap {
      try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8)
    }
    let scratch = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { name in
      let source = folder.appending(path: "\(name)/main.swift")
      return (try? String(contentsOf: source, encoding: .utf8))?.contains(word) == true
    }
    #expect(scratch == [])
    #expect(!processes.contains { $0.contains(word) })
    #expect(failure("```swift\nlet name = \"\(word)\"\n```", compileTimeout: 600) == "")
  }
}
