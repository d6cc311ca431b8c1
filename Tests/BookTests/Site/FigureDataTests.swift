import Foundation
import Outputs
import Testing

@testable import Book

/// The script with the data of a chapter's plots.
@Suite struct FigureDataTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")

  private func panel(_ kinds: Output.Series.Kind...) -> Output.Panel {
    Output.Panel(
      title: "A \"b\"", description: "d",
      x: .init(label: "x", isLogarithmic: false, lower: 0, upper: 1, start: 0, end: 10),
      y: .init(label: "y", isLogarithmic: false, lower: 0, upper: 1, start: 10, end: 0),
      series: kinds.map { kind in
        Output.Series(
          kind, name: "n", color: "series-1", points: [.init(x: 1, y: 2), .init(x: 4, y: 1)])
      })
  }

  private func record(_ names: String...) -> Record {
    let outputs = names.map { name in
      RecordedOutput.shown(
        content: .drawing(summary: ""),
        picture: RecordedPicture(
          file: RecordedFile(name: "\(name).svg", sha256: ""), format: .svg, width: 1, height: 1,
          series: RecordedFile(name: "\(name).series.json", sha256: "")))
    }
    return Record(
      program: "", seed: 1, parameters: [], cells: [CellRecord(outputs: outputs)],
      inlineValues: [])
  }

  @Test func itHoldsTheCurvesOfEachPlot() throws {
    let files = try [
      "a.series.json": #require(SeriesFile.bytes(of: [panel(.line, .points)])),
      "b.series.json": #require(SeriesFile.bytes(of: [panel(.bars)])),
    ].mapValues { Data($0) }
    let script = try FigureData.script(of: record("a", "b"), in: folder, and: files)
    #expect(
      script.map { String(decoding: $0, as: UTF8.self) } == #"""
        book.figures({"a.svg":[{"description":"d","series":[{"color":"series-1","kind":"line",\#
        "name":"n","steps":[1,2,3,-1]}],"title":"A \"b\"",\#
        "x":{"end":10,"isLogarithmic":false,"label":"x","lower":0,"start":0,"upper":1},\#
        "y":{"end":0,"isLogarithmic":false,"label":"y","lower":0,"start":10,"upper":1}}]});

        """#)
    #expect(try FigureData.script(of: record("b"), in: folder, and: files) == nil)
  }

  @Test func damagedDataAreReported() throws {
    let files = ["a.series.json": Data("[{".utf8)]
    let error = #expect(throws: Diagnostic.self) {
      try FigureData.script(of: record("a"), in: folder, and: files)
    }
    #expect(error?.message == "the data of this figure are damaged; run the chapter again")
  }
}
