import Foundation
import Outputs
import Testing

@Suite struct EventTests {
  /// Each kind of event.
  static let events: [Event] = [
    .cell(3), .inline(index: 1, text: "\"é\n\u{1E}"),
    .output(Output(text: "a")),
    .output(
      Output(
        .images(
          Output.ImageGrid(
            count: 3, columns: 2, width: 8, height: 9, scale: 2, hasColor: true, missingValues: 0,
            labels: ["a", "b"], rowLabels: [])),
        picture: .init(.png, bytes: [0, 255, 10], width: 4, height: 5))),
    .output(
      Output(.table(Output.Table(columns: [.init("a", isNumeric: true)], rows: [["1"]])))),
    .output(
      Output(
        .drawing(summary: "s"),
        picture: .init(
          .svg, bytes: Array("<svg/>".utf8), width: 1, height: 2,
          panels: [
            Output.Panel(
              title: "t", description: "d",
              x: .init(label: "x", isLogarithmic: false, lower: 0, upper: 1, start: 9, end: 90),
              y: .init(label: "y", isLogarithmic: true, lower: -2, upper: 1, start: 80, end: 5),
              series: [
                Output.Series(
                  .line, name: nil, color: "series-1",
                  points: [.init(x: 90, y: 800), .init(x: 105, y: 795), .init(x: 105, y: 10)])
              ])
          ]))),
    .output(
      Output(
        .film(
          Output.Film(
            title: "f", labels: ["1", "2"], columns: 2, width: 3, height: 4, isPixelated: false)),
        picture: .init(.png, bytes: [1], width: 6, height: 4))),
    .output(Output(.drawing(summary: "s", note: "1 of 2 points is not finite."))),
    .check(message: "m", passed: false, line: 9),
    .progress(label: "l", completed: 1, total: 2), .preview(name: "n", output: Output(text: "t")),
    .caught(message: "c"), .forkedCellEnded(signal: 4), .thrown(offsets: [1, .max]),
    .read(file: "data/é.csv", sha256: ""), .finished(peakBytes: 5),
  ]

  @Test(arguments: events)
  func eventsAreEncodedAsOneLine(event: Event) throws {
    let line = try JSONEncoder().encode(event)
    #expect(!line.contains(UInt8(ascii: "\n")))
    #expect(try JSONDecoder().decode(Event.self, from: line) == event)
  }

  @Test func picturesAreEncodedInBase64() throws {
    let line = String(decoding: try JSONEncoder().encode(Self.events[3]), as: UTF8.self)
    #expect(line.contains("\"base64\":\"AP8K\""))
  }

  @Test func pointsAreEncodedAsSteps() throws {
    let encoder = JSONEncoder()
    let line = String(decoding: try encoder.encode(Self.events[5]), as: UTF8.self)
    #expect(line.contains("\"steps\":[90,800,15,-5,0,-785]"))
  }

  @Test func theWordsUnderAFigureAreEncodedWhereThereAreSome() throws {
    for event in Self.events {
      let hasNote =
        if case .output(let output) = event { output.content.note != nil } else { false }
      let line = String(decoding: try JSONEncoder().encode(event), as: UTF8.self)
      #expect(line.contains("\"note\"") == hasNote)
    }
  }

  @Test func theWordsAreAPartOfEachText() {
    let plain = Output.Content.drawing(summary: "Loss")
    #expect(plain.text == "Loss" && plain.alternative(nil) == "Loss")
    #expect(plain.alternative("A curve.") == "A curve.")
    let noted = Output.Content.drawing(summary: "Loss", note: "No points.")
    #expect(noted.text == "Loss\n  No points." && noted.alternative(nil) == noted.text)
    #expect(noted.alternative("A curve.") == "A curve. No points.")
    let film = Output.Content.film(
      Output.Film(
        title: "f", labels: ["1"], columns: 1, width: 3, height: 4, isPixelated: false, note: "n"))
    #expect(film.alternative("A film.") == "A film. n" && film.text.hasSuffix("\n  n"))
    #expect(Output.Content.table(Output.Table(columns: [], rows: [])).note == "No rows.")
    #expect(Output.Content.text("t").note == nil)
  }

  @Test func markersAreLinesOfTheirOwn() {
    #expect(RunnerProtocol.marker("word", 12) == "\u{1E}word 12\n")
  }
}
