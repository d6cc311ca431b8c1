import Outputs
import Tensors

/// A film with a slider. Its picture is a sprite sheet of all frames, which the page's script turns into a
/// window on one of them; without a script the page shows the sheet.
public struct Scrubber: Showable {
  let title: String
  let frames: [Frame]
  let labels: [String]

  /// A film. Traps where the frames differ in size, where there is not one label for each, and where all
  /// frames together have more than 50,000,000 pixels: 200 of 240 × 240 dots.
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
    let side = Self.columns(for: frames.count)
    Limits.requirePixels(
      side, frames[0].pixels.width, (frames.count + side - 1) / side, frames[0].pixels.height,
      of: "Scrubber", "show fewer or smaller frames")
    (self.title, self.frames) = (title, frames)
    self.labels = labels.isEmpty ? frames.indices.map { "\($0 + 1) of \(frames.count)" } : labels
  }

  /// The number of columns of the sheet: as many as rows, or a few more.
  private var columns: Int { Self.columns(for: frames.count) }

  private static func columns(for count: Int) -> Int {
    (1...count).first { $0 * $0 >= count } ?? 1
  }

  /// The words of the frames about data that they do not show, of the first such frame and of the number
  /// of others.
  private var note: String? {
    let notes = zip(labels, frames).compactMap { label, frame in
      frame.note.map { "\(label): \($0)" }
    }
    guard let first = notes.first else { return nil }
    return notes.count == 1 ? first : first + " So or similarly in \(counted(notes.count)) frames."
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
          height: frame.height, isPixelated: frame.isPixelated, note: note)),
      picture: Output.Picture(
        .png, bytes: sheet.png(), width: columns * frame.width, height: rows * frame.height))
  }
}
