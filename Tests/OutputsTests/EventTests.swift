import Foundation
import Outputs
import Testing

@Suite struct EventTests {
  /// Each kind of event.
  static let events: [Event] = [
    .cell(3), .inline(index: 1, text: "\"é\n\u{1E}"),
    .output(Output(text: "a", html: "<b>{id}</b>")),
    .output(
      Output(
        text: "",
        file: .init(
          fileExtension: "png", mediaType: "image/png", bytes: [0, 255, 10], width: 4, height: 5))),
    .check(message: "m", passed: false, line: 9),
    .progress(label: "l", completed: 1, total: 2), .preview(name: "n", output: Output(text: "t")),
    .caught(message: "c"), .trialEnded(signal: 4), .thrown(offsets: [1, .max]),
    .finished(peakBytes: 5),
  ]

  @Test(arguments: events)
  func eventsTravelAsOneLine(event: Event) throws {
    let line = try JSONEncoder().encode(event)
    #expect(!line.contains(UInt8(ascii: "\n")))
    #expect(try JSONDecoder().decode(Event.self, from: line) == event)
  }

  @Test func filesTravelInBase64() throws {
    let line = String(decoding: try JSONEncoder().encode(Self.events[3]), as: UTF8.self)
    #expect(line.contains("\"base64\":\"AP8K\""))
  }

  @Test func marksAreLinesOfTheirOwn() {
    #expect(Wire.mark("word", 12) == "\u{1E}word 12\n")
  }
}
