import Figures
import Outputs
import Testing

/// A new kind of mark is one type that conforms: this one, outside of the module, is a line of error bars.
private struct ErrorBars: Mark {
  let xs: [Double]
  let means: [Double]
  let deviation: Double
  var name: String?
  var color: Paint?

  var swatch: Swatch { .rule }

  func extent(x: Axis, y: Axis) -> Extent {
    Extent(
      x: Interval(xs, ending: .padded),
      y: Interval(means.flatMap { [$0 - deviation, $0 + deviation] }, ending: .padded))
  }

  func draw(on canvas: inout Canvas) {
    var middles: [Point] = []
    for (x, mean) in zip(xs, means) {
      guard let top = canvas.point(x, mean + deviation),
        let bottom = canvas.point(x, mean - deviation),
        let middle = canvas.point(x, mean)
      else { continue }
      canvas.add(
        "<path class=\"error\" stroke=\"\(canvas.color.value)\" "
          + "d=\"M\(top.x) \(top.y)V\(bottom.y)\"/>")
      middles.append(middle)
    }
    canvas.add(.line, middles)
  }

  func summary(x: Axis, y: Axis) -> String { "\(xs.count) means with their deviations" }
}

/// One that asks for all that a plot offers.
private struct Thermometer: Mark {
  var scale = ColorScale(ramp: .sequential, range: 0...30, label: "°C")
  var name: String?
  var color: Paint?

  var swatch: Swatch { .area }
  var gridLines: GridLines { .none }
  var isDodged: Bool { true }
  var colorScale: ColorScale? { scale }
  var namePlacement: NamePlacement { .topEdge }

  func withColorScale(_ scale: ColorScale) -> Thermometer {
    Thermometer(scale: scale, name: name, color: color)
  }
  func nameAnchor(on canvas: Canvas) -> Point? { canvas.point(1, 1) }
  func extent(x: Axis, y: Axis) -> Extent {
    Extent(x: Interval([0, 2], ending: .exact), y: Interval([0, 2], ending: .exact))
  }
  func draw(on canvas: inout Canvas) {
    canvas.add("<g id=\"t\(canvas.dodge.index)of\(canvas.dodge.count)\"/>")
  }
  func summary(x: Axis, y: Axis) -> String { "warm" }
  func sketch(x: Axis, y: Axis) -> String? { "▂▄▆" }
}

@Suite struct MarkTests {
  @Test func aNewMarkIsOneTypeThatConforms() throws {
    let plot = Plot("Means", x: Axis("step"), y: Axis("loss")) {
      ErrorBars(xs: [0, 1, 2], means: [3, 2, 1], deviation: 0.5, name: "runs")
      Line([0, 1, 2], [3, 2, 1.5], name: "fit")
    }
    let picture = try #require(plot.lowered().picture)
    let markup = String(decoding: picture.bytes, as: UTF8.self)
    #expect(markup.components(separatedBy: "class=\"error\"").count == 4)
    #expect(markup.contains("stroke=\"var(--series-1,"))
    #expect(markup.contains("runs: 3 means with their deviations."))
    // In the legend, in which both names are then.
    #expect(markup.contains(">runs</text>") && markup.contains(">fit</text>"))
    let series = try #require(picture.panels.first).series
    #expect(series.map(\.name) == ["runs", "fit"])
    #expect(series[0].points.count == 3)
  }

  @Test func itsPlotFollowsItsRequirements() throws {
    let plot = Plot(y: Axis("height")) {
      Thermometer(name: "left")
      Thermometer(name: "right")
    }
    let output = plot.lowered()
    let markup = String(decoding: try #require(output.picture).bytes, as: UTF8.self)
    #expect(markup.contains("id=\"t0of2\"") && markup.contains("id=\"t1of2\""))
    #expect(markup.contains(">°C</text>"))
    #expect(!markup.contains("var(--figure-grid"))
    #expect(markup.contains(">left</text>") && markup.contains(">right</text>"))
    #expect(output.content.text.contains("left   ▂▄▆  warm"))
    // Panels share the color scale.
    let panels = Panels {
      Plot { Thermometer() }
      Plot { Thermometer(scale: ColorScale(ramp: .sequential, range: -10...10, label: "°C")) }
    }
    let shared = String(decoding: try #require(panels.lowered().picture).bytes, as: UTF8.self)
    #expect(shared.contains(">−10</text>") && shared.contains(">30</text>"))
  }
}
