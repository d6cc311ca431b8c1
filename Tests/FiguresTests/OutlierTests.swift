import Foundation
import Outputs
import Tensors
import Testing

@testable import Figures

/// A figure of numbers some of which cannot be seen beside the others is clipped, with words under it.
@Suite struct OutlierTests {
  /// Numbers between about −3 and 3.
  private static func ordinary(_ count: Int = 2000) -> [Double] {
    (0..<count).map { Double($0 * 7919 % 5987) / 1000 - 3 }
  }

  private static func ordinary(_ count: Int = 2000, with others: [Double]) -> [Double] {
    var values = ordinary(count)
    for (index, other) in others.enumerated() { values[index * 37 + 5] = other }
    return values
  }

  /// The time that this thread has computed, which other work on the machine does not change.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func note(_ figure: some Showable) -> String? { figure.lowered().content.note }

  @Test(arguments: [1e9, -1e9, 1e38, -1e38, 1e200, 1e5])
  func oneOutlierIsLeftOut(_ outlier: Double) throws {
    let plot = Plot(aspect: .equal) {
      Points(Self.ordinary(with: [outlier]), Self.ordinary(), name: "samples")
    }
    let output = plot.lowered()
    let words = "samples: 1 of 2,000 points lies outside the axes."
    #expect(output.content.note == words)
    #expect(output.content.text.hasSuffix("\n  " + words))
    #expect(svg(plot).contains(">\(words)</text>") && description(plot).hasSuffix(words))
    let panel = try #require(output.picture?.panels.first)
    #expect(panel.x.upper < 4 && panel.x.lower > -4)
    #expect(panel.series[0].points.count > 1500)
    #expect((output.picture?.bytes.count ?? .max) < 50_000)
  }

  @Test func whatDivergesIsCountedByItsCause() {
    let diverged = Self.ordinary(with: [1e9, .nan, .infinity, -1e38, 1e38])
    let words = "5 of 2,000 points are not shown: 2 are not finite, 3 lie outside the axes."
    #expect(note(Plot { Points(diverged, Self.ordinary()) }) == words)
    #expect(note(Plot { Points(Self.ordinary(), diverged) }) == words)
    #expect(note(Plot { Line(diverged) }) == words)
    #expect(note(Plot { Line(diverged, name: "loss") }) == "loss: " + words)
    let arrows = Plot {
      Arrows(
        from: zip(Self.ordinary(), diverged).map { [$0, $1] },
        vectors: Self.ordinary().map { [$0, 1] })
    }
    #expect(note(arrows) == words.replacingOccurrences(of: "points", with: "arrows"))
  }

  @Test func linesLeaveTheFigureTowardsAnOutlier() throws {
    let plot = Plot { Line([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 1, 2, 1e9, 2, 1, 2, 1, 2]) }
    let panel = try #require(plot.lowered().picture?.panels.first)
    #expect(panel.y.upper < 3)
    let tops = panel.series[0].points.map(\.y)
    #expect(Double(tops.min() ?? 0) / 10 == panel.y.end)
  }

  @Test func figuresWithoutOutliersHaveNoWords() {
    let ordinary: [[Double]] = [
      Self.ordinary(), [1, 2, 1e9], [0, 0, 0, 0, 0, 0, 0, 0, 1e9],
      (0..<100).map { Double($0) * 1e6 },
      (1...1000).map { 60_000 / Double($0) }, (0..<100).map { 1 / (1 + exp(Double(50 - $0))) },
      Self.ordinary().map { $0 * 1e30 }, (0..<300).map { 2.3e4 * exp(-Double($0) / 10) },
    ]
    for values in ordinary {
      #expect(note(Plot { Line(values) }) == nil, "\(values.prefix(9))")
      #expect(Interval(values).core.upper == values.max())
    }
    // A bar is its height, however high.
    let bars = Plot { Bars(0..<20, (0..<20).map { $0 == 7 ? 1e9 : 1 + Double($0) / 10 }) }
    #expect(note(bars) == nil && svg(bars).contains("10<tspan"))
    // A logarithmic axis shows numbers of any size.
    let log = Plot(y: Axis("loss", scale: .log)) {
      Line(Self.ordinary(with: [1e9]).map { abs($0) + 1 })
    }
    #expect(note(log) == nil)
  }

  @Test func aRequestedRangeHasWordsWhereSamplesDiverge() {
    func scatter(_ factor: Double) -> Plot {
      Plot("t = 1", x: Axis(range: -3...3), y: Axis(range: -3...3), aspect: .equal) {
        Points(Self.ordinary().map { $0 * factor }, Self.ordinary())
      }
    }
    #expect(note(scatter(1.05)) == nil)
    // A close-up is no fault.
    #expect(note(scatter(20)) == nil)
    #expect(
      note(
        Panels {
          scatter(1); scatter(1e9)
        })
        == "t = 1: None of 2,000 points lies inside the axes.")
    let one = Plot(x: Axis(range: -3...3)) { Points(Self.ordinary(with: [1e9]), Self.ordinary()) }
    #expect(note(one) == "1 of 2,000 points lies outside the axes.")
  }

  @Test(arguments: [1e6, 1e-6, 51, 1e30])
  func unequalRangesGiveUpEqualUnits(_ factor: Double) {
    let plot = Plot(aspect: .equal) {
      Points(Self.ordinary(), Self.ordinary().map { $0 * factor })
    }
    #expect(note(plot)?.hasPrefix("The units of x and y are not equally long") == true)
    #expect(plot.lowered().picture?.width == 640)
    #expect(
      svg(
        Panels {
          plot; plot
        }
      ).utf8.count < 100_000)
  }

  @Test func equalUnitsAreKeptUpToFiftyTimes() {
    let plot = Plot(aspect: .equal) { Points([0, 1], [0, 49]) }
    #expect(note(plot) == nil && (plot.lowered().picture?.width ?? 999) < 300)
  }

  @Test func aHeatMapsColorsAreOfItsOtherValues() {
    let values = stride(from: 0, to: 1000, by: 50).map {
      Array(Self.ordinary(1000, with: [1e9, .nan])[$0..<$0 + 50])
    }
    let plot = Plot { HeatMap(values, name: "weights") }
    #expect(
      note(plot)
        == "weights: of 1,000 values 1 is not finite and not drawn, 1 lies far beyond the colors.")
    #expect(svg(plot).contains(">2</text>") && !svg(plot).contains("10<tspan"))
    #expect(note(Plot { HeatMap([[0, .infinity], [1, 2]]) })?.contains("not finite") == true)
    #expect(note(Plot { HeatMap([[0, 1], [1, 2]]) }) == nil)
  }

  @Test func aMillionPointsAreDrawnInSeconds() {
    let values = (0..<1_000_000).map { Double($0 * 7919 % 999_983) }
    let start = Self.processorSeconds
    let points = Plot { Points(values, values.reversed()) }
    #expect(svg(points).utf8.count < 1_000_000)
    #expect(note(points) == "50,000 of 1,000,000 points are drawn, evenly chosen.")
    let path = Plot { Line(values, values.reversed()) }
    #expect(svg(path).utf8.count < 1_000_000)
    #expect(note(path)?.contains("of 1,000,000 points are drawn, evenly chosen.") == true)
    let curve = Plot { Line(values) }
    #expect(svg(curve).utf8.count < 100_000 && note(curve) == nil)
    let gaps = Plot { Line(values.map { $0.truncatingRemainder(dividingBy: 2) == 0 ? .nan : $0 }) }
    #expect(svg(gaps).utf8.count < 1_000_000)
    let many = Plot { for index in 0..<10_000 { Line([0, 1], [0, Double(index)]) } }
    #expect(svg(many).utf8.count < 5_000_000)
    #expect(Self.processorSeconds - start < 30)
  }
}
