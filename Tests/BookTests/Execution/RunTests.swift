import Foundation
import Testing

@testable import Book

/// Runs a chapter for real. The library is that of this build, used as it is.
func run(
  _ chapter: Chapter, with others: [Chapter] = [], settings: [String: String] = [:],
  timeout: Double? = 60, runner: Runner = Runner(),
  onEvent: @escaping (RunEvent) -> Void = { _ in }
) throws -> Run {
  let program = try Program(
    chapter: chapter, book: Book(chapters: others + [chapter]), settings: settings)
  let options = RunOptions(timeout: timeout, threads: 1, libraryFolder: LessonLibrary().folder)
  return try runner.run(program, options: options, onEvent: onEvent)
}

@Suite struct RunTests {
  @Test func aChapterIsRecordedCellByCell() throws {
    let earlier = try chapter(
      "```swift\n//| export: true\nfunc twice(_ x: Int) -> Int { 2 * x }\n```", slug: "01-first")
    let chapter = try chapter(
      """
      ```swift
      //| parameters: true
      let epochs = 8
      ```

      ```swift
      print("a")
      FileHandle.standardError.write(Data("w\\n".utf8))
      print("b")
      twice(epochs) + Int(seed)
      ```

      Values `{swift} epochs`, `{swift} fixedText` and, computed below, `{swift} three.count`.

      ```swift
      //| label: fig-a
      //| alt: A.
      struct Dot: Showable {
        func lowered() -> Output {
          Output(.drawing(summary: "dot"), picture: .init(
            .svg, bytes: Array("<svg id='{id}'/>".utf8), width: 1, height: 1))
        }
      }
      show(Dot())
      Dot()
      ```

      ```swift
      show(Dot())
      let three = [1, 2, 3]
      check("holds", true)
      print("<script>", terminator: "")
      ```

      ```swift
      //| error: throw
      struct Lost: Error { var what = "keys" }
      throw Lost()
      ```

      ```swift
      //| error: trap
      print("before")
      three[epochs]
      ```

      ```swift
      //| error: compile
      let text: Int = "text"
      ```

      ```swift
      let bytes: [UInt8] = [0x61, 0xFF, 0x62, 0x0A]
      _ = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
      ```

      ```swift
      //| eval: false
      not Swift
      ```
      """.replacing("fixedText", with: "2.345.fixed(1)"),
      frontMatter: "seed: 7\nuses: [01-first]")
    let source = chapter.source.replacing("print(\"a\")", with: "import Foundation\nprint(\"a\")")
    let whole = try Chapter.parse(source, displayPath: chapter.path)
    let run = try run(whole, with: [earlier])
    let cells = run.record.cells.map(\.outputs)
    #expect(run.record.seed == 7)
    #expect(run.record.parameters == [.init(name: "epochs", value: "8")])
    #expect(run.record.inlineValues == ["8", "2.3", "3"])
    #expect(cells[0].isEmpty)
    #expect(
      cells[1] == [
        .printed("a\nb\n"), .warned("w\n"), .shown(content: .text("23")),
      ])
    let names = cells[2...3].joined().compactMap { output -> String? in
      guard case .shown(_, let picture?) = output else { return nil }
      return picture.file.name
    }
    #expect(names == ["fig-a.svg", "fig-a-2.svg", "cell-4-1.svg"])
    #expect(run.files["fig-a-2.svg"] == Array("<svg id='fig-a-2'/>".utf8))
    #expect(run.files.keys.sorted() == names.sorted())
    #expect(
      cells[3].dropFirst() == [
        .check(message: "holds", passed: true), .printed("<script>"),
      ])
    #expect(cells[4] == [.failed("Lost(what: \"keys\")")])
    #expect(cells[5] == [.printed("before\n"), .failed("Fatal error: Index out of range")])
    #expect(
      cells[6] == [
        .failed(
          """
          error: cannot convert value of type 'String' to specified type 'Int'
             | let text: Int = "text"
             |                 `- error: cannot convert value of type 'String' to specified type 'Int'
          """)
      ])
    #expect(cells[7] == [.printed("a\u{FFFD}b\n")])
    #expect(cells[8].isEmpty)
    #expect(run.failedChecks.isEmpty)
    #expect(run.cost.cellSeconds.count == 9)
    #expect(run.cost.peakBytes > 1 << 20)
  }
}
