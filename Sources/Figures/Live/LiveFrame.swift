import Outputs
import Tensors

/// A frame of a live figure: plots, images and words, one below the other. All frames of a figure have parts of
/// the same kinds in the same order.
public final class LiveFrame {
  /// The parts that the figure shows, with their words and pictures as of the recorded figure.
  private(set) var shown: [LiveShown] = []

  /// Shows a plot. Traps where an axis has no range: axes that follow the data would jump from frame to frame.
  public func show(_ plot: Plot) { shown.append(LiveShown(plot)) }

  /// Shows plots in panels. Traps where an axis has no range.
  public func show(_ panels: Panels) { shown.append(LiveShown(panels)) }

  /// Shows images.
  public func show(_ images: ImageGrid) { shown.append(LiveShown(images)) }

  /// Shows words.
  public func show(_ text: String) { shown.append(LiveShown(text)) }

  /// The bytes of its parts.
  var bytes: [UInt8] {
    var bytes = FrameBytes()
    bytes.append(shown.count)
    for part in shown { part.write(to: &bytes) }
    return bytes.bytes
  }
}
