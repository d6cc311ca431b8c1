import Foundation
import Outputs
import Testing

@testable import Figures

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PlotTests {
  static let steps = Array(0..<100)
  static let losses = steps.map { 1 / (1 + Double($0)) }
  static let points: [[Double]] = (0..<120).map { (index: Int) -> [Double] in
    let (x, y) = (index * 37 % 101, index * 53 % 97)
    return [Double(x) / 50 - 1, Double(y) / 48 - 1]
  }
  static let values: [[Double]] = (0..<8).map { (row: Int) -> [Double] in
    (0..<10).map { (column: Int) -> Double in Double(row - column) / 4 }
  }

  static let names = [
    "lines", "legend", "scatter", "arrows", "bars", "heatmap", "panels", "histogram", "smoothing",
    "diverged",
  ]

  /// One figure of each kind.
  static var figures: [(name: String, figure: any Showable)] {
    [
      (
        "lines",
        Plot("Training", x: Axis("step"), y: Axis("loss", scale: .log)) {
          Line(steps, losses, name: "raw", weight: .light)
          Line(steps, losses.map { $0 + 0.01 }, name: "smoothed")
          Rule(y: 0.02, name: "floor")
          Rule(x: 50, name: "half")
        }
      ),
      (
        "legend",
        Plot("Error", x: Axis("noise"), y: Axis("error")) {
          Band(steps, losses.map { $0 * 0.9 }, losses.map { $0 * 1.1 }, name: "denoiser")
          Line(steps, losses, name: "denoiser")
          Points([10, 20, 40], [0.5, 0.4, 0.1], name: "optimal")
        }
      ),
      (
        "scatter",
        Plot("Data", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
          Points(points, name: "data")
          Points(points.map { [$0[0] / 2, $0[1] / 2] }, name: "samples")
        }
      ),
      (
        "arrows",
        Plot("Drift", aspect: .equal) {
          Arrows(from: points, vectors: points.map { [-$0[1], $0[0]] })
        }
      ),
      (
        "bars",
        Plot("Parameters", y: Axis("count")) {
          Bars(labels: ["toy denoiser", "U-Net"], [203_777, 2_020_257], name: "ours")
          Bars(labels: ["toy denoiser", "U-Net"], [309_057, 2_607_681], name: "theirs")
        }
      ),
      (
        "heatmap",
        Plot("Difference", x: Axis("x₁"), y: Axis("x₂")) {
          HeatMap(values, x: -3...3, y: -2...2, name: "bits")
        }
      ),
      (
        "panels",
        Panels(columns: 2, "Both ways") {
          for time in ["0", "T"] {
            Plot("t = \(time)", x: Axis("x₁", range: -1...1), y: Axis("x₂"), aspect: .equal) {
              Points(points)
            }
          }
          Plot("loss", x: Axis("step"), y: Axis("loss")) { Line(losses) }
        }
      ),
      (
        "histogram",
        Plot("Samples", x: Axis("x"), y: Axis("density")) {
          Histogram(points.map { $0[0] }, width: 0.25, height: .density, name: "data")
          Histogram(points.map { $0[1] / 2 }, width: 0.25, height: .density, name: "samples")
          Line([-1, 1], [0.5, 0.5], name: "uniform")
        }
      ),
      (
        "smoothing",
        Plot("Training", x: Axis("step"), y: Axis("loss", scale: .log)) {
          Line(
            steps, zip(losses, points).map { $0 * (1.5 + $1[1]) }, name: "loss",
            smoothing: .exponential(10), showsRaw: true)
        }
      ),
      (
        "diverged",
        Plot("Samples", aspect: .equal) {
          Points(points + [[1e9, 0], [.nan, 1], [0, -1e38]], name: "samples")
        }
      ),
    ]
  }

  @Test(arguments: names)
  func looksAsRecorded(_ name: String) throws {
    let figure = try #require(Self.figures.first { $0.name == name }?.figure)
    try expectSnapshot(figure, name)
  }

  @Test(arguments: names)
  func isTheSameTwiceAndWellFormed(_ name: String) throws {
    let figure = try #require(Self.figures.first { $0.name == name }?.figure)
    let output = figure.lowered()
    #expect(output == figure.lowered())
    let markup = try #require(output.picture).bytes
    #expect(XMLParser(data: Data(markup)).parse())
    #expect(!output.content.text.isEmpty)
  }

  @Test func descriptionSummarizesTheData() {
    let plot = Plot("Loss", x: Axis("step"), y: Axis("loss", scale: .log)) {
      Line([0, 1, 2, 3], [1, 0.5, 0.25, 0.3], name: "raw")
    }
    #expect(
      description(plot)
        == "x: step. y: loss, logarithmic. raw: 4 points from 1 at 0 to 0.3 at 3, "
        + "lowest 0.25 at 2, highest 1 at 0.")
    #expect(
      plot.lowered().content.text.hasPrefix("Loss\n  raw  █       "))
  }

  @Test func hasTitleAndDescriptionForScreenReaders() {
    let markup = svg(Plot("A < B & \"C\"", x: Axis("<x>")) { Line([1, 2, 3], name: "a & b") })
    #expect(markup.contains("role=\"img\" aria-labelledby=\"{id}-title {id}-desc\""))
    #expect(markup.contains("<title id=\"{id}-title\">A &lt; B &amp; &quot;C&quot;</title>"))
    #expect(markup.contains(">&lt;x&gt;</text>"))
    #expect(markup.contains(">a &amp; b</text>"))
    #expect(XMLParser(data: Data(markup.utf8)).parse())
  }

  @Test func styleDoesNotLeakIntoAPage() {
    let markup = svg(Plot { Line([1, 2]) })
    let style = markup.split(separator: "<style>")[1].split(separator: "</style>")[0]
    for rule in style.split(separator: "}") where rule.contains("{") && !rule.hasPrefix("@") {
      #expect(rule.hasPrefix("svg.figure:root"))
    }
    #expect(!markup.contains("style=\""))
  }

  @Test func marksOfOneNameShareAColor() {
    let plot = Plot {
      Band([0, 1], [0, 0], [1, 1], name: "a")
      Line([0, 1], [0, 1], name: "a")
      Line([0, 1], [1, 1], name: "b")
      Line([0, 1], [1, 1], color: .series(5))
    }
    let markup = svg(plot)
    #expect(markup.contains("--series-1") && markup.contains("--series-2"))
    #expect(markup.contains("var(--series-5") && !markup.contains("var(--series-3"))
  }

  @Test func endLabelsKeepTheirDistance() {
    var labels = EndLabels()
    for index in 0..<6 { labels.add("\(index)", color: .ink, end: 100 + Double(index)) }
    labels.spread(in: Area(left: 0, top: 0, right: 100, bottom: 300))
    for (a, b) in zip(labels.labels, labels.labels.dropFirst()) {
      #expect(b.place - a.place >= EndLabels.distance - 1e-9)
    }
    let middle = labels.labels.map(\.place).reduce(0, +) / 6
    #expect(abs(middle - 102.5) < 1e-9)
    labels.spread(in: Area(left: 0, top: 0, right: 100, bottom: 110))
    #expect(labels.labels.last?.place == 110)
  }
}
