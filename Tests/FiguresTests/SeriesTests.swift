import Foundation
import Outputs
import Testing

@testable import Figures

/// The data of a drawing beside its SVG.
@Suite struct SeriesTests {
  private func panels(_ figure: some Showable) -> [Output.Panel] {
    figure.lowered().picture?.panels ?? []
  }

  /// The number at a coordinate of an axis, in pixels.
  private func number(_ place: Double, _ axis: Output.Axis) -> Double {
    let share = (place - axis.start) / (axis.end - axis.start)
    let position = axis.lower + share * (axis.upper - axis.lower)
    return axis.isLogarithmic ? pow(10, position) : position
  }

  @Test func aCurveIsItsNumbersToATenthOfAPixel() throws {
    let (xs, ys) = ([0.0, 1, 2, 3], [1, 0.5, 0.25, 0.3])
    for kind in [Axis.Kind.linear, .log] {
      let plot = Plot("Loss", x: Axis("step"), y: Axis("loss in bits", scale: kind)) {
        Line(xs, ys, name: "raw")
      }
      let panel = try #require(panels(plot).first)
      #expect((panel.title, panel.x.label, panel.y.label) == ("Loss", "step", "loss in bits"))
      #expect(panel.y.isLogarithmic == (kind == .log) && !panel.x.isLogarithmic)
      #expect(panel.description.contains("raw: 4 points from 1 at 0"))
      let curve = try #require(panel.series.first)
      #expect(panel.series.count == 1)
      #expect((curve.kind, curve.name, curve.color) == (.line, "raw", "series-1"))
      #expect(curve.points.count == 4)
      for (index, point) in curve.points.enumerated() {
        #expect(abs(number(Double(point.x) / 10, panel.x) - xs[index]) < 0.001)
        #expect(abs(number(Double(point.y) / 10, panel.y) - ys[index]) < 0.001)
      }
    }
  }

  /// The coordinates of a path of the plots' own: absolute M, relative m, l, h, v.
  private func points(of path: Substring) -> [Output.Series.Point] {
    var result: [Output.Series.Point] = []
    var (x, y) = (0, 0)
    for part in path.matches(of: #/([Mmlhv])([^Mmlhv]*)/#) {
      let numbers = part.2.matches(of: #/-?\d*\.?\d+/#)
        .map {
          Int(
            (Double($0.0.replacing(#/^(-?)\./#) { "\($0.1)0." }) ?? .nan) * 10
              + ($0.0.hasPrefix("-") ? -0.5 : 0.5))
        }
      switch part.1 {
      case "h": x += numbers[0]
      case "v": y += numbers[0]
      case "M": (x, y) = (numbers[0], numbers[1])
      default: break
      }
      if "hvM".contains(part.1) { result.append(.init(x: x, y: y)) }
      let pairs =
        part.1 == "M"
        ? Array(numbers.dropFirst(2))
        : "ml".contains(part.1) ? numbers : Array(numbers.dropFirst(1))
      for index in stride(from: 0, to: pairs.count - 1, by: 2) {
        (x, y) = (x + pairs[index], y + pairs[index + 1])
        result.append(.init(x: x, y: y))
      }
    }
    return result
  }

  @Test func theDataAreThePointsThatAreDrawn() throws {
    let noisy = (0..<3000).map { Double($0 * 7919 % 1000) }
    let plot = Plot(x: Axis(range: 100...2500)) { Line(noisy) }
    let path = try #require(svg(plot).firstMatch(of: #/class="line"[^>]* d="([^"]*)"/#)).1
    let drawn = points(of: path)
    #expect(drawn.count > 1000)
    #expect(panels(plot).first?.series.first?.points == drawn)
  }

  @Test func dotsAndBarsAreSeriesToo() throws {
    let plot = Plot {
      Points([0, 1, 2], [0, 1, 4], name: "dots")
      Bars([0, 1, 2], [1, 2, -3], name: "bars", color: .muted)
      Rule(y: 1, name: "rule")
      Band([0, 2], [0, 0], [1, 1])
    }
    let series = try #require(panels(plot).first).series
    #expect(series.map(\.kind) == [.points, .bars])
    #expect(series.map(\.name) == ["dots", "bars"])
    #expect(series.map(\.color) == ["series-1", "figure-muted"])
    #expect(series.map(\.points.count) == [3, 3])
  }

  @Test func panelsEachHaveTheirData() {
    let figure = Panels(columns: 2) {
      Plot("one") { Line([1, 2]) }
      Plot("two") { Line([1, 2, 3]) }
    }
    #expect(panels(figure).map(\.title) == ["one", "two"])
    #expect(panels(figure).map { $0.series.map(\.points.count) } == [[2], [3]])
    #expect(panels(Diagram(boxes: [], arrows: [])).isEmpty)
  }

  @Test func aCurveOfAMillionStepsStaysSmall() throws {
    let losses = (0..<1_000_000).map { 1 / Double($0 + 1) + Double($0 % 7) }
    let data = try JSONEncoder().encode(panels(Plot { Line(losses) }))
    #expect(data.count < 25_000)
  }
}
