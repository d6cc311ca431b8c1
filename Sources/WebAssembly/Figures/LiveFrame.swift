import Outputs
import Tensors

/// A frame of a live figure: its bytes for the page.
public final class LiveFrame {
  private var parts = FrameBytes()
  private var count = 0

  public func show(_ plot: Plot) { show([plot]) }

  public func show(_ panels: Panels) { show(panels.plots) }

  private func show(_ plots: [Plot]) {
    count += 1
    parts.append(.plots)
    parts.append(plots.count)
    for plot in plots {
      for limit in plot.ranges { parts.append(Float(limit)) }
      parts.append(plot.marks.count)
      for mark in plot.marks { parts.append(mark.data) }
    }
  }

  public func show(_ images: ImageGrid) {
    count += 1
    parts.append(.images)
    parts.append(images.count)
    parts.append(images.height)
    parts.append(images.width)
    parts.append(images.channels)
    parts.append(images.range.lowerBound)
    parts.append(images.range.upperBound)
    for value in images.values { parts.append(value) }
  }

  public func show(_ text: String) {
    count += 1
    parts.append(.text)
    parts.append(text)
  }

  /// The bytes of its parts; none where it shows nothing.
  var bytes: [UInt8] {
    guard count > 0 else { return [] }
    var bytes = FrameBytes()
    bytes.append(count)
    return bytes.bytes + parts.bytes
  }
}
