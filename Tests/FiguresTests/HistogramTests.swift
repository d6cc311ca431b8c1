import Outputs
import Testing

@testable import Figures

@Suite struct HistogramTests {
  @Test func numbersAreCountedByHand() {
    let bins = HistogramBins(
      [0, 0.5, 1, 1.5, 2, 3, -1, 9, .nan], count: 3, width: nil, range: 0...3)
    #expect(bins.counts == [2, 2, 2])  // 3, the upper end, is in the last bin.
    #expect((bins.finite, bins.missing, bins.outside) == (8, 1, 2))
    #expect(bins.edge(0) == 0 && bins.edge(3) == 3 && bins.mean == 8.0 / 6)
    // Tenths are on the border of their bins in any rounding.
    let tenths = HistogramBins(
      (0..<10).map { Double($0) / 10 }, count: nil, width: 0.1, range: 0...1)
    #expect(tenths.counts == [Int](repeating: 1, count: 10))
  }

  @Test func binsFollowTheNumbers() {
    let values = (0..<1000).map { Double($0) / 100 }
    let bins = HistogramBins(values, count: nil, width: nil, range: nil)
    #expect(bins.width == 1 && bins.edge(0) == 0 && bins.counts == [Int](repeating: 100, count: 10))
    let wide = HistogramBins(values, count: nil, width: 3, range: nil)
    #expect(wide.edge(0) == 0 && wide.counts == [300, 300, 300, 100])
    let shifted = HistogramBins([1.2, 1.7, 2.4], count: nil, width: 0.5, range: nil)
    #expect(shifted.edge(0) == 1 && shifted.counts == [1, 1, 1])
    let equal = HistogramBins(values, count: 4, width: nil, range: nil)
    #expect(equal.counts == [250, 250, 250, 250])
  }

  @Test func anyNumbersMakeOne() {
    let data: [[Double]] = [
      [], [5], [5, 5, 5], [0, 0], [.nan], [.infinity, 1], [1, 1 + 1e-15], [-1e300, 1e300],
      [1e-300, 2e-300], [1e15, 1e15 + 1], [.leastNonzeroMagnitude],
    ]
    for values in data {
      let bins = HistogramBins(values, count: nil, width: nil, range: nil)
      #expect(bins.counts.reduce(0, +) == values.count { $0.isDrawable }, "\(values)")
      #expect(bins.counts.count <= 1000 && bins.width > 0)
    }
    #expect(HistogramBins([5, 5, 5], count: nil, width: nil, range: nil).highest != nil)
  }

  @Test func densitiesHaveAnAreaOfOne() {
    let values = (0..<5000).map { Double($0 * 7919 % 5987) / 1000 }
    for histogram in [
      Histogram(values, height: .density), Histogram(values, bins: 7, height: .density),
      Histogram(values, width: 0.3, height: .density),
    ] {
      let area = histogram.heights.reduce(0) { $0 + $1 * histogram.bins.width }
      #expect(abs(area - 1) < 1e-12)
    }
    // Numbers outside of the range are a part of the whole.
    let part = Histogram([0, 1, 2, 3], bins: 1, range: 0...1, height: .density)
    #expect(part.heights == [0.5])
    #expect(Histogram([0, 1, 2, 3], bins: 1, range: 0...1).heights == [2])
  }

  @Test func outliersAndMissingNumbersAreCountedInWords() throws {
    let values = (0..<2000).map { Double($0 * 7919 % 5987) / 1000 }
    let plot = Plot { Histogram(values + [1e9, .nan, .nan], name: "samples") }
    let output = plot.lowered()
    #expect(
      output.content.note
        == "samples: of 2,003 numbers 2 are not finite, 1 lies outside the bins.")
    #expect(try #require(output.picture?.panels.first).x.upper < 7)
    let few = Plot { Histogram(values, range: 0...5.5) }
    #expect(few.lowered().content.note == nil)
    let many = Plot { Histogram(values, range: 0...3) }
    #expect(many.lowered().content.note?.hasSuffix("lie outside the bins.") == true)
  }

  @Test func severalAreDrawnOverEachOther() throws {
    let plot = Plot {
      Histogram([1.0, 2, 2, 3], width: 1, range: 0...4, name: "a")
      Histogram([2.0, 3, 3, 3], width: 1, range: 0...4, name: "b")
      Line([0, 4], [1, 1], name: "c")
    }
    let series = try #require(plot.lowered().picture?.panels.first).series
    #expect(series.map(\.name) == ["a", "b", "c"])
    #expect(series.map(\.kind) == [.bars, .bars, .line])
    #expect(series[0].points.map(\.x) == series[1].points.map(\.x))
    #expect(series[0].points.count == 4)
    #expect(
      description(plot).contains(
        "a: histogram of 4 numbers, mean 2, standard deviation 0.707, in 4 bins of 1 from 0 to 4, "
          + "highest 2 from 2 to 3."))
    #expect(plot.lowered().content.text.contains("▁"))
  }

  @Test func logarithmicAxesShowWhatTheyCan() {
    let plot = Plot(x: Axis("x", scale: .log), y: Axis("count", scale: .log)) {
      Histogram([0.1, 1, 1, 5, 9], bins: 10, range: 0...10)
    }
    #expect(svg(plot).contains("fill-opacity=\".3\""))
    #expect(!svg(plot).contains("nan"))
  }
}
