import Foundation
import Testing

@testable import Figures

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct EdgeCaseTests {
  @Test(arguments: [Axis.Kind.linear, .log])
  func anyNumbersMakeAFigure(_ kind: Axis.Kind) {
    let data: [[Double]] = [
      [], [0], [5], [.nan], [.infinity, -.infinity], [1, .nan, 3], [5, 5, 5], [0, 0], [-1, -2, -3],
      [1e300, -1e300], [1e308, -1e308], [.leastNonzeroMagnitude, .leastNormalMagnitude],
      [1, 1 + 1e-15], [1e15, 1e15 + 1],
      [-5, 0, 5],
      [1e-300, 1e300],
    ]
    for values in data {
      let figures: [[any Mark]] = [
        [Line(values, name: "line")], [Points(values, values, name: "points")],
        [Bars(values, values)], [Bars(labels: values.indices.map { "bar \($0)" }, values)],
        [Band(values.indices, values, values)],
        [Arrows(from: pairs(values), vectors: pairs(values))],
        [Histogram(values)], [Histogram(values, bins: 3, range: 0...1, height: .density)],
        [Line(values, smoothing: .exponential(3), showsRaw: true)],
        [Line(values, smoothing: .window(3))],
        [HeatMap([values])], [HeatMap([values], x: 0...1, y: 0...1)],
        values.map { Rule(y: $0, name: "rule") },
      ]
      for marks in figures {
        let plot = Plot("Edge", x: Axis("x"), y: Axis("y", scale: kind)) { marks }
        let markup = svg(plot)
        #expect(XMLParser(data: Data(markup.utf8)).parse())
        // Words may name a number that is not finite; nothing is drawn at one.
        let drawn = markup.replacing(#/>[^<]*</#, with: "><")
        #expect(drawn.count < markup.count)
        #expect(!drawn.contains("nan") && !drawn.contains("inf"), "\(values) \(marks)")
        #expect(!plot.lowered().content.text.isEmpty)
      }
    }
  }

  private func pairs(_ values: [Double]) -> [[Double]] { values.map { [$0, $0] } }

  @Test func missingValuesAreMentioned() {
    let plot = Plot { Line([1, 2, 3, 4], [1, .nan, .infinity, 4], name: "a") }
    #expect(description(plot).contains("a: 2 points"))
    #expect(description(plot).contains("; 2 values have no place on the axes."))
    let log = Plot(y: Axis("y", scale: .log)) { Points([1, 2, 3], [0, -1, 5], name: "a") }
    #expect(description(log).contains("a: one point at 3, 5; 2 values have no place on the axes."))
    #expect(description(Plot {}) == "No data.")
    #expect(
      description(Plot { Rule(y: -Double.nan) }).contains("Horizontal line at nan; 1 value has"))
    #expect(
      description(Plot { Rule(y: Double.infinity) }).contains("Horizontal line at inf; 1 value has")
    )
    #expect(
      description(Plot { Rule(x: -Double.infinity) }).contains("Vertical line at −inf; 1 value has")
    )
  }

  @Test func aMissingPointMovesNoAxis() {
    let plot = Plot(x: Axis("x", scale: .log)) { Line([-1, 1, 10], [1e6, 0, 1]) }
    #expect(!svg(plot).contains("1,000,000"))
  }

  @Test func gapsBreakALine() {
    let markup = svg(Plot { Line([0, 1, .nan, 3, 4, .nan, 6]) })
    let path = markup.split(separator: "class=\"line\"")[1].split(separator: " d=\"")[1]
      .split(separator: "\"")[0]
    #expect(path.count { $0 == "M" || $0 == "m" } == 2)
    #expect(markup.contains("stroke-width=\"5\""))
  }

  @Test func aLegendHasAllNames() {
    let plot = Plot("Many") {
      for index in 0..<20 { Line([0, Double(index)], name: "series \(index)") }
    }
    let markup = svg(plot)
    for index in 0..<20 { #expect(markup.contains(">series \(index)</text>")) }
  }

  @Test func noPanelsAndOnePanel() {
    #expect(XMLParser(data: Data(svg(Panels("None") {}).utf8)).parse())
    #expect(XMLParser(data: Data(svg(Panels("One") { Plot { Line([1, 2]) } }).utf8)).parse())
  }

  /// Points all over the square from −3 to 3.
  private func scattered(_ count: Int, _ offset: Int) -> [[Double]] {
    (offset..<offset + count).map { (index: Int) -> [Double] in
      let (x, y) = (index * 7919 % 5987, index * 104_729 % 5981)
      return [Double(x) / 1000 - 3, Double(y) / 1000 - 3]
    }
  }

  @Test func nineScatterPlotsStaySmall() {
    let figure = Panels(columns: 3, "Swiss Roll") {
      for panel in 0..<9 {
        Plot("\(panel)", x: Axis(range: -3...3), y: Axis(range: -3...3), aspect: .equal) {
          Points(scattered(2000, panel))
        }
      }
    }
    #expect(svg(figure).utf8.count < 240_000)
  }
}
