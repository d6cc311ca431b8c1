import Outputs
import Tensors

/// A figure that a page computes again from other inputs, with the chapter's own code:
///
/// ```swift
/// Live { inputs in
///   let count = inputs.slider("Points", 100...2_000, step: 100, value: 500)
///   let noise = Random(seed: inputs.seed("Seed", value: 1))
///   var x = noise.normal([count, 2])
///   return Steps(41) { step, frame in
///     if step > 0 { x = 0.95 * x + 0.3 * noise.normal(x.shape) }
///     frame.show(
///       Plot("t = \(step)", x: Axis("x", range: -3...3), y: Axis("y", range: -3...3)) { Points(x) })
///   }
/// }
/// ```
///
/// In a run it has its inputs' default values, and its last frame is the recorded figure. The page compiles the
/// closure and the declarations that it uses, no others: trained weights come from `restore`, data from
/// `inputs.recorded`.
public struct Live: Showable {
  private let body: (LiveInputs) -> Steps

  /// A live figure.
  ///
  /// - Parameter body: asks for the inputs, prepares the computation, and returns its steps. It is called again
  ///   whenever a reader changes an input.
  public init(_ body: @escaping (_ inputs: LiveInputs) -> Steps) { self.body = body }

  /// The first part of the recorded figure.
  public func lowered() -> Output { recording.lowered() }
  /// The figure's description and its recorded parts.
  public var events: [Event] { recording.events }

  /// The figure with its default inputs, computed. A long computation belongs in a checkpoint:
  /// `checkpoint("training") { Live { … }.recording }`. Traps where the last step shows nothing, and where frames
  /// have different parts.
  public var recording: LiveRecording {
    let inputs = LiveInputs()
    let steps = body(inputs)
    var hash = FrameHash()
    var last: LiveFrame?
    for step in 0..<steps.count {
      let frame = LiveFrame()
      steps.body(step, frame)
      guard !frame.shown.isEmpty else {
        require(step + 1 < steps.count, "Live: the last step shows nothing")
        continue
      }
      hash.add(frame.bytes)
      if let last {
        require(
          last.shown.map(\.kind) == frame.shown.map(\.kind),
          "Live: step \(step) shows \(frame.kinds), an earlier one \(last.kinds): all frames have the "
            + "same parts")
        require(
          last.shown.map(\.layout) == frame.shown.map(\.layout),
          "Live: step \(step) shows a plot with other axes or another number of marks than an earlier one: "
            + "a page draws the recorded axes, and a mark without data where there is nothing to show"
        )
      }
      last = frame
    }
    let parts = last!.shown.map(\.part)
    inputs.requirePlaces(in: parts)
    let figure = LiveFigure(
      steps: steps.count, sha256: hash.text, inputs: inputs.all, weights: inputs.weights,
      parts: parts)
    return LiveRecording(
      figure: figure, numbers: LiveNumbers.spaced(last!.shown.flatMap(\.numbers)).map(\.bitPattern),
      outputs: last!.shown.map(\.output))
  }
}

/// A live figure with its default inputs, as data.
public struct LiveRecording: Showable, Codable {
  let figure: LiveFigure
  /// Evenly spaced numbers of the last frame, as bit patterns.
  let numbers: [UInt32]
  let outputs: [Output]

  /// The first part.
  public func lowered() -> Output { outputs[0] }
  /// The description and all parts.
  public var events: [Event] { [.live(figure, numbers: numbers)] + outputs.map { .output($0) } }
}

extension LiveFrame {
  fileprivate var kinds: String { shown.map(\.kind).joined(separator: ", ") }
}
