import Foundation
import Outputs
import Tensors
import Testing

@testable import Figures

/// An empty figure says that it is, and why.
@Suite struct NoteTests {
  private func note(_ figure: some Showable) -> String? { figure.lowered().content.note }

  @Test func plotsOfNothingSaySo() {
    let nans = [Double](repeating: .nan, count: 100)
    let none = [Double]()
    let log = Axis("loss", scale: .log)
    #expect(note(Plot { Line(nans, name: "loss") }) == "loss: none of 100 points is finite.")
    #expect(note(Plot { Points(nans, nans) }) == "None of 100 points is finite.")
    #expect(
      note(Plot(y: log) { Line(0..<9, [Double](repeating: 0, count: 9)) })
        == "None of 9 points is positive.")
    #expect(
      note(Plot(y: log) { Line([0, -1, .nan, .infinity]) })
        == "None of 4 points is shown: 2 are not finite, 2 are not positive.")
    #expect(note(Plot(y: log) { Line([0, 1, 2, 3, 4]) }) == nil)
    #expect(note(Plot(y: log) { Line([0, 0, 0, 3, 4]) }) == "3 of 5 points are not positive.")
    #expect(note(Plot {}) == "No data.")
    #expect(note(Plot { Line(none, name: "loss") }) == "loss: no points.")
    #expect(note(Plot { Points(none, none) }) == "No points.")
    #expect(note(Plot { Bars(labels: [], none) }) == "No bars.")
    #expect(note(Plot { Band(none, none, none) }) == "No edge points.")
    #expect(note(Plot { HeatMap([[Double]]()) }) == "No values.")
    #expect(note(Plot { Histogram(none) }) == "No numbers.")
    #expect(note(Plot { Arrows(from: [[Double]](), vectors: [[Double]]()) }) == "No arrows.")
    #expect(note(Plot { Rule(y: Double.nan) })?.contains("has no place on the axis") == true)
    #expect(note(Panels {}) == "No panels.")
    #expect(note(Diagram(boxes: [], arrows: [])) == "No boxes.")
    #expect(note(Table(columns: ["a"], rows: [])) == "No rows.")
    #expect(Table(columns: ["a"], rows: []).lowered().content.text == "a\n─\n  No rows.")
    #expect(note(Table(columns: ["a"], rows: [["1"]])) == nil)
  }

  @Test func ordinaryFiguresHaveNoWords() {
    for (name, figure) in PlotTests.figures where name != "diverged" {
      #expect(note(figure) == nil, "\(name)")
    }
    #expect(note(DiagramTests.figure) == nil)
  }

  @Test func manySentencesAreCounted() {
    let plot = Plot { for _ in 0..<100 { Line([Double.nan]) } }
    #expect(
      note(plot)?.hasSuffix("None of 1 points is finite. The same holds for 94 more.") == true)
  }

  /// Images of 8 × 8 with these numbers in turns.
  private func images(_ count: Int, _ numbers: [Float]) -> Tensor {
    Tensor((0..<count * 64).map { numbers[$0 % numbers.count] }, shape: [count, 8, 8])
  }

  @Test func imagesOfAnotherRangeNameTheOption() {
    #expect(
      note(ImageGrid(images(2, [-1, 1, -0.9, 0.5])))
        == "64 of 128 numbers lie outside of 0…1: pass range: -1...1 for images of that range.")
    #expect(
      note(ImageGrid(images(1, [0, 255, 128, 7])))
        == "48 of 64 numbers lie outside of 0…1: pass range: 0...255 for bytes.")
    #expect(note(ImageGrid(images(2, [-1, 1, -0.9, 0.5]), range: -1...1)) == nil)
    #expect(note(ImageGrid(images(1, [0, 255, 128, 7]), range: 0...255)) == nil)
    // A sample of 0…1 overshoots a little, and noise far.
    #expect(note(ImageGrid(images(1, [-0.1, 0.3, 1.08]))) == nil)
    #expect(note(ImageGrid(images(1, [-2.4, 0.3, 1.8]))) == nil)
    #expect(note(ImageGrid(images(1, [0, 1, 0.5]))) == nil)
  }

  @Test func imagesThatDivergeSaySo() throws {
    var numbers = [Float](repeating: 0.5, count: 64)
    numbers[3] = 1e9
    #expect(
      note(ImageGrid(images(1, numbers)))
        == "1 of 64 numbers lies outside of 0…1, the farthest at 10⁹.")
    numbers[3] = -.infinity
    #expect(note(ImageGrid(images(1, numbers))) == "1 of 64 numbers is infinite.")
    // A pixel that is not a number is a mask; a whole image is not.
    numbers[3] = .nan
    #expect(note(ImageGrid(images(1, numbers))) == nil)
    let half = Tensor((0..<128).map { $0 < 64 ? .nan : 0.5 }, shape: [2, 8, 8])
    let grid = ImageGrid(half)
    #expect(note(grid) == "1 of 2 images has no finite pixel.")
    #expect(
      svg(grid).contains(">1 of 2 images has</text>") || svg(grid).contains("no finite pixel"))
    #expect(grid.lowered().picture?.format == .svg)
  }

  @Test func aFilmNamesItsFirstSuchFrame() {
    func film(_ bad: [Double]) -> Scrubber {
      Scrubber(
        "Film",
        frames: [[0.0, 0.1, 0.2], [0.0, 0.1, 0.2], bad, bad].map { xs in
          Frame(points: xs.map { [$0, $0] }, size: 20)
        }, labels: ["t = 0", "t = 1", "t = 2", "t = 3"])
    }
    #expect(note(film([0, 1, 2])) == nil)
    #expect(
      note(film([0, .nan, 2]))
        == "t = 2: 1 of 3 points is not finite. So or similarly in 2 frames.")
    #expect(
      note(film([9, 8, 7]))?.hasPrefix("t = 2: None of 3 points lies inside the axes.") == true)
    #expect(film([0, .nan, 2]).lowered().content.text.contains("\n  t = 2: 1 of 3"))
    let images = Scrubber("Film", frames: [Frame(Tensor.full([8, 8], .nan))])
    #expect(note(images) == "1 of 1: 1 of 1 image has no finite pixel.")
  }

  @Test func charactersThatXMLForbidsAreReplaced() throws {
    // Swift's literals refuse U+FDD0.
    let other = try #require(Unicode.Scalar(0xFDD0 as UInt32))
    let bad = "a\u{FFFE}b\u{FFFF}c\u{0}d\u{1B}e\u{7F}f\u{85}g\u{1FFFE}h\(other)i"
    let good = bad.unicodeScalars.map {
      "abcdefghi".unicodeScalars.contains($0) ? String($0) : "\u{FFFD}"
    }
    .joined()
    let image = Tensor.full([1, 4, 4], 0.5)
    let figures: [any Showable] = [
      Plot(bad, x: Axis(bad), y: Axis(bad)) {
        Line([1, 2], name: bad)
        Line([1, .nan], name: bad)
        Rule(y: 1, name: bad)
        Bars(labels: [bad], [1])
      },
      Panels(bad) { Plot(bad) { Points([1], [1], name: bad) } },
      Diagram(bad, boxes: [Diagram.Box([bad], column: 0, row: 0)], arrows: []),
      ImageGrid(image, labels: [bad], rowLabels: [bad]),
    ]
    for figure in figures {
      let markup = svg(figure)
      #expect(markup.contains(good))
      for scalar in markup.unicodeScalars { #expect(scalar.inMarkup == scalar) }
      #expect(XMLDocumentCheck.parses(markup))
    }
    #expect(escaped("\t\né😀\u{E000}\u{FFFD}\u{10FFFD}") == "\t\né😀\u{E000}\u{FFFD}\u{10FFFD}")
    #expect(escaped("\u{10FFFF}\u{8}") == "\u{FFFD}\u{FFFD}")
  }
}

#if canImport(FoundationXML)
  import FoundationXML
#endif

private enum XMLDocumentCheck {
  static func parses(_ markup: String) -> Bool { XMLParser(data: Data(markup.utf8)).parse() }
}
