import Foundation
import Tensors
import Testing

@testable import Figures

/// A figure beyond the limits traps with one line, before it asks for memory.
@Suite struct LimitTests {
  /// A figure that is too large, and its line.
  struct Case: Sendable {
    let message: String
    let make: @Sendable () -> Void

    init(_ message: String, _ make: @escaping @Sendable () -> Void) {
      (self.message, self.make) = (message, make)
    }
  }

  static let cases: [Case] = [
    Case(
      "PlotData: 1,000,000,000 numbers, at most 10,000,000: draw a part of them, or every hundredth"
    ) {
      _ = Line(0..<1_000_000_000)
    },
    Case("PlotData: 20,000,000 numbers, at most 10,000,000: draw a part of them") {
      _ = Points(Tensor.zeros([10_000_000, 2]))
    },
    Case("HeatMap: 2,000,000 cells, at most 1,000,000: draw the means of blocks of them") {
      _ = HeatMap(Tensor.zeros([1000, 2000]))
    },
    Case("Bars: 100,000 bars, at most 20,000: draw a Line, or the Histogram of the numbers") {
      _ = Bars(0..<100_000, 0..<100_000)
    },
    Case("Bars: 100,000 bars, at most 20,000") {
      _ = Bars(labels: [String](repeating: "a", count: 100_000), 0..<100_000)
    },
    Case("Arrows: 50,000 arrows, at most 20,000: draw them at fewer points") {
      _ = Arrows(from: Tensor.zeros([50_000, 2]), vectors: Tensor.zeros([50_000, 2]))
    },
    Case("Histogram: 1,000,000 bins, at most 10,000: no page can show them apart") {
      _ = Histogram([1.0], bins: 1_000_000)
    },
    Case("Histogram: 10¹⁸ bins of 10⁻⁹, at most 10,000: choose wider bins or a smaller range") {
      _ = Histogram([0.0, 1e9], width: 1e-9)
    },
    Case("Histogram: 0 bins: at least 1") { _ = Histogram([1.0], bins: 0) },
    Case("Histogram: bins of 0.0: the width must be positive") { _ = Histogram([1.0], width: 0) },
    Case("Histogram: both a number of bins and their width: give one") {
      _ = Histogram([1.0], bins: 2, width: 1)
    },
    Case("Line: smoothing over 0 numbers: at least 1") {
      _ = Line([1.0], smoothing: .exponential(0))
    },
    Case("Plot: 10,000 names, at most 500: name only the series that a reader should tell apart") {
      _ = Plot { for index in 0..<10_000 { Line([0.0, 1], name: "\(index)") } }
    },
    Case(
      "Plot: 20,000 marks, at most 10,000: draw several series as one Line, with .nan between them"
    ) {
      _ = Plot { for _ in 0..<20_000 { Line([0.0, 1]) } }
    },
    Case("bytes of drawing, at most 32,000,000: draw fewer or shorter series") {
      let noise = (0..<1000).map { Double($0 * 7919 % 997) }
      _ = Plot { for _ in 0..<10_000 { Line(noise) } }.lowered()
    },
    Case("Plot: a width of 1,000,000 CSS pixels, at most 10,000") {
      _ = Plot(width: 1_000_000) { Line([1.0]) }
    },
    Case("Plot: a height of 1,000,000 CSS pixels, at most 10,000") {
      _ = Plot(height: 1_000_000) { Line([1.0]) }
    },
    Case("Panels: a width of 1,000,000 CSS pixels, at most 10,000") {
      _ = Panels(width: 1_000_000) { Plot { Line([1.0]) } }
    },
    Case("Panels: 1,000 plots, at most 500: show a selection of them") {
      _ = Panels { for _ in 0..<1000 { Plot { Line([1.0]) } } }
    },
    Case(
      "ImageGrid: 9,223,372,036,854,775,807 pixels, at most 50,000,000: show fewer images, or choose a smaller scale"
    ) {
      _ = ImageGrid(Tensor.zeros([1, 28, 28]), scale: .max)
    },
    Case("ImageGrid: 54,880,000 pixels, at most 50,000,000: show fewer or smaller images") {
      _ = ImageGrid(Tensor.zeros([70_000, 28, 28]))
    },
    Case("at most 50,000,000: show fewer images, or write shorter labels") {
      let label = String(repeating: "x", count: 1_000_000)
      _ = ImageGrid(Tensor.zeros([10, 28, 28]), labels: [String](repeating: label, count: 10))
        .lowered()
    },
    Case("Frame: 1,000,000,000 × 10⁹ CSS pixels, at most 10,000 × 10,000: choose a smaller size") {
      _ = Frame(points: [[0.0, 0]], size: 1_000_000_000)
    },
    Case(
      "CSS pixels, at most 10,000 × 10,000: choose a smaller size, or ranges of about the same width"
    ) {
      _ = Frame(points: [[0.0, 0]], y: -1e300...1e300)
    },
    Case("Frame: 9,223,372,036,854,775,807 pixels, at most 50,000,000: choose a smaller scale") {
      _ = Frame(Tensor.zeros([28, 28]), scale: .max)
    },
    Case("Scrubber: 235,929,600 pixels, at most 50,000,000: show fewer or smaller frames") {
      _ = Scrubber("f", frames: [Frame](repeating: Frame(points: [[0.0, 0]]), count: 1000))
    },
    Case(
      "Diagram: a: column 1000000000, row 0: at most 1,000 columns and rows: number them without gaps"
    ) {
      _ = Diagram(boxes: [Diagram.Box(["a"], column: 1_000_000_000, row: 0)], arrows: [])
    },
    Case("Diagram: 5,000 boxes, at most 2,000: draw several smaller diagrams") {
      _ = Diagram(boxes: (0..<5000).map { Diagram.Box(["a"], column: $0, row: 0) }, arrows: [])
    },
    Case("Table: 1,000,000 cells, at most 100,000: show the first rows, or a summary of them") {
      _ = Table(columns: ["a"], rows: [[String]](repeating: ["1"], count: 1_000_000))
    },
  ]

  @Test(arguments: cases.indices)
  func aFigureBeyondALimitTraps(_ index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index] in LimitTests.cases[index].make() }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let first = errors.split(separator: "\n").first ?? ""
    #expect(first.contains(Self.cases[index].message), "\(errors.prefix(300))")
  }

  @Test func whatIsWithinTheLimitsIsDrawn() {
    #expect(Bars(0..<20_000, 0..<20_000).xs.count == 20_000)
    #expect(svg(Plot { HeatMap(Tensor.zeros([1000, 1000])) }).utf8.count < 100_000)
    #expect(
      svg(Plot { for index in 0..<500 { Line([0, 1], name: "\(index)") } }).contains(">499<"))
    #expect(ImageGrid(Tensor.zeros([1000, 28, 28])).lowered().picture != nil)
  }
}
