import Foundation
import Tensors
import Testing

@testable import Figures

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct DiagramTests {
  /// A very small U-Net.
  static var figure: Diagram {
    Diagram(
      "Down & up",
      boxes: [
        Diagram.Box(["input", "4 × 4"], column: 0, row: 0),
        Diagram.Box(["middle", "attention", "2 × 2"], column: 0, row: 1, color: .series(1)),
        Diagram.Box(["<copy>", "2 × 2"], column: 2, row: 1, color: .series(1)),
        Diagram.Box(["output", "4 × 4"], column: 2, row: 0),
      ],
      arrows: [
        Diagram.Arrow(from: 0, to: 1, label: "half"), Diagram.Arrow(from: 1, to: 2),
        Diagram.Arrow(from: 2, to: 3, label: "twice"),
        Diagram.Arrow(from: 0, to: 3, label: "skip", isDashed: true),
      ])
  }

  @Test func looksAsRecorded() throws { try expectSnapshot(Self.figure, "diagram") }

  @Test func describesItsArrowsInWords() {
    #expect(
      description(Self.figure)
        == "input, 4 × 4 → (half) middle, attention, 2 × 2 → &lt;copy&gt;, 2 × 2 → (twice) output, "
        + "4 × 4. input, 4 × 4 → (skip) output, 4 × 4.")
    #expect(
      Self.figure.lowered().content.text.hasPrefix("Down & up\n  input, 4 × 4 → (half) middle"))
    #expect(description(Diagram(boxes: [], arrows: [])) == "No boxes.")
    let box = Diagram.Box(["a"], column: 0, row: 0)
    #expect(description(Diagram(boxes: [box], arrows: [])) == "No arrows.")
  }

  @Test func isWellFormed() {
    let markup = svg(Self.figure)
    #expect(markup == svg(Self.figure))
    #expect(XMLParser(data: Data(markup.utf8)).parse())
    #expect(XMLParser(data: Data(svg(Diagram(boxes: [], arrows: [])).utf8)).parse())
  }

  @Test func boxesDoNotOverlapAndLieInside() throws {
    let markup = svg(Self.figure)
    let size = try #require(markup.firstMatch(of: /viewBox="0 0 (\d+) (\d+)"/)).output
    let frame = /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/
    let boxes = markup.matches(of: frame).map { match in
      let numbers = [match.1, match.2, match.3, match.4].map { Double($0) ?? .nan }
      return Area(
        left: numbers[0], top: numbers[1], right: numbers[0] + numbers[2],
        bottom: numbers[1] + numbers[3])
    }
    #expect(boxes.count == 4)
    for (index, box) in boxes.enumerated() {
      #expect(box.right <= Double(size.1) ?? 0 && box.bottom <= Double(size.2) ?? 0)
      for other in boxes[..<index] {
        #expect(
          box.left >= other.right || other.left >= box.right || box.top >= other.bottom
            || other.top >= box.bottom)
      }
    }
  }

  /// Two blocks with a shared input, and a legend.
  static var conditioned: Diagram {
    Diagram(
      "Time",
      boxes: [
        Diagram.Box(
          ["block"], column: 0, row: 0, color: .series(1),
          input: Diagram.Input("e", color: .series(4))),
        Diagram.Box(
          ["block"], column: 1, row: 0, color: .series(1),
          input: Diagram.Input("e", color: .series(4))),
      ],
      arrows: [Diagram.Arrow(from: 0, to: 1, label: "32 channels", isDashed: true)],
      legend: [("ResNet block", .series(1)), ("time embedding e", .series(4))])
  }

  @Test func inputsAndLegendLieInside() throws {
    let markup = svg(Self.conditioned)
    #expect(XMLParser(data: Data(markup.utf8)).parse())
    #expect(description(Self.conditioned) == "block → (32 channels) block. e enters 2 boxes.")
    #expect(markup.contains(">ResNet block<") && markup.contains(">time embedding e<"))
    let width = try #require(markup.firstMatch(of: /viewBox="0 0 (\d+)/).flatMap { Double($0.1) })
    let labels = markup.matches(of: /<text x="([\d.]+)" [^>]*>e</).compactMap { Double($0.1) }
    #expect(labels.count == 2 && labels.allSatisfy { $0 > 5 && $0 < width - 5 })
    // The arrow between the boxes has room for its label.
    let boxes = markup.matches(of: /<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"[^>]* rx="5"/)
      .map { (Double($0.1)!, Double($0.2)!) }
    #expect(boxes[1].0 - boxes[0].0 - boxes[0].1 > 80)
  }

  @Test func oneInputIsOneBox() {
    let box = Diagram.Box(["a"], column: 0, row: 0, input: Diagram.Input("e"))
    let other = Diagram.Box(["b"], column: 0, row: 1)
    #expect(
      description(
        Diagram(boxes: [box, other], arrows: [Diagram.Arrow(from: 0, to: 1)]))
        == "a → b. e enters 1 box.")
  }

  @Test func arrowAcross() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Diagram(
        boxes: [Diagram.Box(["a"], column: 0, row: 0), Diagram.Box(["b"], column: 1, row: 1)],
        arrows: [Diagram.Arrow(from: 0, to: 1)])
    }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(errors.contains("Diagram: a and b stand neither in one column nor in one row"))
  }
}
