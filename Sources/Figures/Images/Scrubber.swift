import Outputs
import Tensors

/// A film with a slider. Its picture is a sprite sheet of all frames, which the page's script turns into a
/// window on one of them; without a script the page shows the sheet.
public struct Scrubber: Showable {
  let title: String
  let frames: [Frame]
  let labels: [String]

  /// A film. Traps where the frames differ in size, or where there is not one label for each.
  ///
  /// - Parameters:
  ///   - title: the heading.
  ///   - frames: the frames, in order.
  ///   - labels: a name for each frame; without them the frames are numbered.
  public init(_ title: String, frames: [Frame], labels: [String] = []) {
    require(!frames.isEmpty, "Scrubber: a film has at least one frame")
    for (index, frame) in frames.enumerated() {
      require(
        frame.pixels.width == frames[0].pixels.width
          && frame.pixels.height == frames[0].pixels.height
          && frame.width == frames[0].width && frame.height == frames[0].height,
        "Scrubber: frame \(index) is \(frame.width) × \(frame.height), "
          + "frame 0 \(frames[0].width) × \(frames[0].height)")
    }
    require(
      labels.isEmpty || labels.count == frames.count,
      "Scrubber: \(labels.count) labels for \(frames.count) frames")
    (self.title, self.frames) = (title, frames)
    self.labels = labels.isEmpty ? frames.indices.map { "\($0 + 1) of \(frames.count)" } : labels
  }

  /// The number of columns of the sheet: as many as rows, or a few more.
  private var columns: Int {
    (1...frames.count).first { $0 * $0 >= frames.count } ?? 1
  }

  /// The film as a sprite sheet and its layout.
  public func lowered() -> Output {
    let frame = frames[0]
    let rows = (frames.count + columns - 1) / columns
    var sheet = Pixels(
      width: columns * frame.pixels.width, height: rows * frame.pixels.height, channels: .rgba)
    for (index, frame) in frames.enumerated() {
      sheet.paste(
        frame.pixels, x: index % columns * frame.pixels.width,
        y: index / columns * frame.pixels.height)
    }
    return Output(
      .film(
        Output.Film(
          title: title, labels: labels, columns: columns, width: frame.width,
          height: frame.height, isPixelated: frame.isPixelated)),
      picture: Output.Picture(
        .png, bytes: sheet.png(), width: columns * frame.width, height: rows * frame.height))
  }
}
