import Outputs
import Tensors

/// A part of a frame: what it shows, and how a page draws it.
struct LiveShown {
  private enum Content {
    case text(String)
    case plot(Plot)
    case panels(Panels)
    case images(ImageGrid)
  }

  private let content: Content

  init(_ text: String) { content = .text(text) }

  init(_ plot: Plot) {
    plot.requireRanges()
    content = .plot(plot)
  }

  init(_ panels: Panels) {
    for plot in panels.plots { plot.requireRanges() }
    content = .panels(panels)
  }

  init(_ images: ImageGrid) {
    require(
      images.labels.isEmpty && images.rowLabels.isEmpty,
      "Live: the images have labels, which a page does not draw again: name columns and rows in the caption"
    )
    content = .images(images)
  }

  /// The kind of its content.
  var kind: String {
    switch content {
    case .text: "text"
    case .plot, .panels: "plots"
    case .images: "images"
    }
  }

  /// The ranges of each plot's axes and the number of its marks, which all frames have in common.
  var layout: [[Double]] {
    switch content {
    case .text, .images: []
    case .plot(let plot): [plot.layout]
    case .panels(let panels): panels.plots.map(\.layout)
    }
  }

  /// The part with its layout.
  var part: LivePart {
    switch content {
    case .text: return .text
    case .plot(let plot): return LivePart(scaffold: plot.scaffold.lowered(), of: [plot])
    case .panels(let panels):
      return LivePart(scaffold: panels.scaffold.lowered(), of: panels.plots)
    case .images(let grid):
      return .images(grid.data, lower: grid.range.lowerBound, upper: grid.range.upperBound)
    }
  }

  /// The recorded figure's output.
  var output: Output {
    switch content {
    case .text(let text): Output(text: text)
    case .plot(let plot): plot.lowered()
    case .panels(let panels): panels.lowered()
    case .images(let images): images.lowered()
    }
  }

  /// The numbers that a page draws, in the order of the frame's bytes.
  var numbers: [Float] {
    switch content {
    case .text: []
    case .plot(let plot): Self.numbers([plot])
    case .panels(let panels): Self.numbers(panels.plots)
    case .images(let grid): grid.images.values
    }
  }

  private static func numbers(_ plots: [Plot]) -> [Float] {
    plots.flatMap(\.marks).flatMap { $0.requireLiveMark().numbers.joined() }.map { Float($0) }
  }

  func write(to bytes: inout FrameBytes) {
    switch content {
    case .text(let text):
      bytes.append(.text)
      bytes.append(text)
    case .plot(let plot): Self.write([plot], to: &bytes)
    case .panels(let panels): Self.write(panels.plots, to: &bytes)
    case .images(let grid):
      let images = grid.images
      bytes.append(.images)
      for size in [images.count, images.height, images.width, images.channels] {
        bytes.append(size)
      }
      bytes.append(grid.range.lowerBound)
      bytes.append(grid.range.upperBound)
      for value in images.values { bytes.append(value) }
    }
  }

  private static func write(_ plots: [Plot], to bytes: inout FrameBytes) {
    bytes.append(.plots)
    bytes.append(plots.count)
    for plot in plots {
      for limit in plot.ranges { bytes.append(Float(limit)) }
      bytes.append(plot.marks.count)
      for mark in plot.marks { bytes.append(mark.requireLiveMark()) }
    }
  }
}

extension LivePart {
  /// Plots whose output is a scaffold.
  fileprivate init(scaffold: Output, of plots: [Plot]) {
    let picture = scaffold.picture
    self = .plots(
      zip(picture?.panels ?? [], plots).map { Axes(x: $0.x, y: $0.y, ranges: $1.ranges) },
      scaffold: String(decoding: picture?.bytes ?? [], as: UTF8.self))
  }
}

extension Plot {
  /// Traps where an axis has no range.
  fileprivate func requireRanges() {
    require(
      x.range != nil && y.range != nil,
      "Live: the plot “\(title)” has an axis without a range, which would jump from frame to frame: "
        + "write Axis(\"\(x.range == nil ? x.label : y.label)\", range: -3...3)")
  }

  /// The ranges of its axes: the least and the largest x, the least and the largest y.
  fileprivate var ranges: [Double] {
    [x, y].flatMap { [$0.range!.lowerBound, $0.range!.upperBound] }
  }

  fileprivate var layout: [Double] { ranges + [Double(marks.count)] }

  /// The plot without its data, with an empty group for each mark.
  fileprivate var scaffold: Plot {
    replacing(marks: marks.map { Scaffold(of: $0) })
  }
}

extension Panels {
  fileprivate var scaffold: Panels {
    replacing(plots: plots.map(\.scaffold))
  }
}
