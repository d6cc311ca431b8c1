import Foundation
import Outputs
import Testing

@testable import Book

/// A chapter as a notebook, decoded as any program would decode it.
@MainActor @Suite struct NotebookTests {
  private struct File: Decodable {
    struct Cell: Decodable {
      struct Metadata: Decodable { var tags: [String]? }
      struct Output: Decodable {
        var output_type: String
        var name: String?
        var text: String?
        var data: [String: String]?
        var evalue: String?
      }
      var id: String
      var cell_type: String
      var source: String
      var metadata: Metadata
      var outputs: [Output]?
      var execution_count: Int?
    }
    var cells: [Cell]
    var nbformat: Int
    var nbformat_minor: Int
    var metadata: [String: [String: String]]
  }

  private func file(
    _ body: String, outputs: [[RecordedOutput]] = [], values: [String] = [], hasRun: Bool = true,
    folder: URL = FileManager.default.temporaryDirectory
  ) throws -> File {
    let sample = try PageSample(body, outputs: outputs, values: values)
    let notebook = try ExportedNotebook(
      chapter: sample.chapter, used: [], values: [], record: hasRun ? sample.record : nil,
      folder: folder, bibliography: sample.bibliography
    ).notebook()
    #expect(try notebook.data() == notebook.data())
    return try JSONDecoder().decode(File.self, from: notebook.data())
  }

  /// The Markdown of a chapter that has no cell.
  private func prose(_ body: String, values: [String] = []) throws -> String {
    let cells = try file(body, values: values).cells
    #expect(cells.map(\.cell_type).prefix(3) == ["markdown", "code", "markdown"])
    return cells[2].source
  }

  @Test func titleSeedAndFormat() throws {
    let file = try file("Text.")
    #expect((file.nbformat, file.nbformat_minor) == (4, 5))
    #expect(file.metadata["kernelspec"]?["name"] == "swift")
    #expect(file.cells[0].source == "# Sample\n\nA sample.")
    #expect(file.cells[1].source == "import Lesson\n\nlet seed: UInt64 = 7")
    #expect(file.cells.map(\.id) == ["cell-0", "cell-1", "cell-2"])
  }

  @Test func formulasStandBetweenDollars() throws {
    #expect(try prose("Let $`x_t`$ and `x_t`.") == "Let $x_t$ and `x_t`.")
    let displayed = try prose("```math {#eq-one}\na = b\n```\n\nSee @eq-one.")
    #expect(displayed == "$$\na = b\n\\tag{1}\n$$\n\nSee Equation\u{A0}1.")
    #expect(try prose("```math\na\n```") == "$$\na\n$$")
  }

  @Test func valuesAndMentionsInWords() throws {
    let text = try prose(
      "It is `{swift} a`, and `{swift} b`\nas [@ho2020; @kingma2014] and @ho2020 say.",
      values: ["1.5", "2"])
    #expect(
      text
        == "It is 1.5, and 2\nas (Ho et al., 2020; Kingma & Ba, 2014) and Ho et al. (2020) say.")
    let unexecuted = try file("It is `{swift} a`.", hasRun: false).cells[2].source
    #expect(unexecuted == "It is `a`.")
  }

  @Test func worksAreListed() throws {
    let last = try #require(try file("As [@ho2020] say.").cells.last)
    #expect(
      last.source
        == "## References\n\n- Ho et al. (2020). [Denoising \\<Diffusion>](https://example.org/a?b&c). *NeurIPS*."
    )
  }

  @Test func calloutsHeadingsAndOtherFences() throws {
    #expect(try prose("> [!NOTE]\n> Mind.") == "> **Note**\n>\n> Mind.")
    #expect(try prose("## There {#sec-there}\n\nText.") == "## There\n\nText.")
    let fence = "```sh\nwalkthrough run @fig-no `x`\n```"
    #expect(try prose(fence) == fence)
  }

  @Test func cellsWithTheirOutputs() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "notebook-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("<svg/>".utf8).write(to: folder.appending(path: "fig-a.svg"))
    try Data([1, 2, 3]).write(to: folder.appending(path: "b.png"))
    func recorded(_ name: String, _ format: Output.Picture.Format) -> RecordedPicture {
      RecordedPicture(
        file: RecordedFile(name: name, sha256: ""), format: format, width: 1, height: 1)
    }
    let table = Output.Table(
      columns: [.init("t", isNumeric: true), .init("β", isNumeric: false)],
      rows: [["1", "-0.5"], ["-10", "<none>"]])
    let file = try file(
      """
      ```swift
      //| label: fig-a
      //| caption: All of @fig-a.
      //| alt: A.
      let a = 1
      ```

      ```swift
      //| echo: false
      //| fold: true
      b
      ```

      ```swift
      //| error: throw
      try c()
      ```

      ```swift
      //| eval: false
      d
      ```
      """,
      outputs: [
        [
          .printed("out\n"), .warned("err\n"), .check(message: "holds", passed: true),
          .shown(
            content: .drawing(summary: "words"), picture: recorded("fig-a.svg", .svg)),
        ],
        [
          .shown(content: .drawing(summary: "b"), picture: recorded("b.png", .png)),
          .shown(content: .table(table)),
        ],
        [.failed("broken")],
      ], folder: folder)
    let cells = file.cells.dropFirst(2).map { $0 }
    #expect(cells.map(\.cell_type) == ["code", "markdown", "code", "code", "markdown"])
    #expect(cells[0].source.hasSuffix("\nlet a = 1"))
    #expect(cells[0].outputs?.map(\.output_type) == ["stream", "stream", "stream", "display_data"])
    #expect(cells[0].outputs?.map(\.name) == ["stdout", "stderr", "stdout", nil])
    #expect(cells[0].outputs?[2].text == "✓ holds\n")
    #expect(cells[0].outputs?[3].data == ["text/plain": "words", "image/svg+xml": "<svg/>"])
    #expect(cells[1].source == "**Figure\u{A0}1**: All of Figure\u{A0}1.")
    #expect(cells[2].metadata.tags == ["remove-input", "hide-input"])
    #expect(cells[2].outputs?[0].data?["image/png"] == "AQID")
    #expect(cells[2].outputs?[1].data?["text/plain"] == Output.Content.table(table).text)
    #expect(
      cells[2].outputs?[1].data?["text/html"] == """
        <table>
        <thead>
        <tr>
        <th scope="col" align="right">t</th>
        <th scope="col">β</th>
        </tr>
        </thead>
        <tbody>
        <tr>
        <td align="right">1</td>
        <td>-0.5</td>
        </tr>
        <tr>
        <td align="right">−10</td>
        <td>&lt;none&gt;</td>
        </tr>
        </tbody>
        </table>

        """)
    #expect(cells[3].metadata.tags == ["raises-exception"])
    #expect(cells[3].outputs?[0].evalue == "broken")
    #expect(cells[4].source == "```swift\nd\n```")
    #expect(cells.filter { $0.cell_type == "code" }.map(\.execution_count) == [2, 3, 4])
  }

  @Test func theWordsUnderAFigureAreInTheNotebook() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "notebook-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data([1, 2, 3]).write(to: folder.appending(path: "b.png"))
    let picture = RecordedPicture(
      file: RecordedFile(name: "b.png", sha256: ""), format: .png, width: 1, height: 1)
    let film = Output.Film(
      title: "f", labels: ["1"], columns: 1, width: 3, height: 4, isPixelated: false, note: "Two.")
    let empty = Output.Table(columns: [.init("t", isNumeric: true)], rows: [])
    let outputs = try file(
      "```swift\na\n```",
      outputs: [
        [
          .shown(content: .film(film), picture: picture),
          .shown(content: .drawing(summary: "s", note: "One."), picture: picture),
          .shown(content: .table(empty)),
        ]
      ], folder: folder
    ).cells.last?.outputs
    #expect(
      outputs?.map(\.output_type) == ["display_data", "stream", "display_data", "display_data"])
    #expect(outputs?[1].text == "Two.\n")
    #expect(outputs?[2].data?["text/plain"] == "s\n  One.")
    #expect(outputs?[3].data?["text/html"]?.hasSuffix("</table>\n<p>No rows.</p>\n") == true)
  }

  @Test func withoutARunNothingCountsAsExecuted() throws {
    let cells = try file("```swift\nlet a = 1\n```", hasRun: false).cells
    #expect(cells.allSatisfy { $0.execution_count == nil && ($0.outputs ?? []).isEmpty })
  }
}
