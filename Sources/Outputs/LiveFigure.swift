/// The description of a live figure: what a page needs to compute it again from other inputs.
public struct LiveFigure: Codable, Equatable, Sendable {
  /// The number of steps with the default inputs.
  public var steps: Int
  /// The hash of all frames with the default inputs: 64 lower-case hexadecimal digits.
  public var sha256: String
  /// The inputs in the order in which the figure asks for them.
  public var inputs: [LiveInput]
  /// The weights that it restores, of each checkpoint once.
  public var weights: [LiveWeights]
  /// The parts of a frame, in order.
  public var parts: [LivePart]

  /// A description. For the parameters see the properties.
  public init(
    steps: Int, sha256: String, inputs: [LiveInput], weights: [LiveWeights], parts: [LivePart]
  ) {
    (self.steps, self.sha256, self.weights) = (steps, sha256, weights)
    (self.inputs, self.parts) = (inputs, parts)
  }
}

/// Weights that a live figure restores.
public struct LiveWeights: Codable, Equatable, Sendable {
  /// The checkpoint that saves them.
  public var checkpoint: String
  /// The number of numbers, from the file's first on.
  public var count: Int

  /// Weights. For the parameters see the properties.
  public init(checkpoint: String, count: Int) {
    (self.checkpoint, self.count) = (checkpoint, count)
  }
}

/// An input of a live figure with its default value, as numbers.
public struct LiveInput: Codable, Equatable, Sendable {
  /// The control that sets it.
  public enum Kind: String, Codable, Sendable {
    /// A number in a range.
    case slider
    /// The index of one of several options.
    case choice
    /// 0 or 1.
    case toggle
    /// A seed of random numbers.
    case seed
    /// The pixels of a drawn picture, each in 0…1, row by row.
    case drawing
    /// The pixels of a brushed mask, each 0 or 1.
    case mask
    /// Points of a plot, x and y in turns.
    case points
    /// The index of a cell in a grid of rows and columns.
    case cell
    /// None: numbers that the book's run computed and every page uses.
    case recorded
  }

  /// The control.
  public var kind: Kind
  /// The control's label; empty for recorded numbers.
  public var name: String
  /// The default value.
  public var value: [Double]
  /// The least value of a slider.
  public var lower: Double?
  /// The largest value of a slider.
  public var upper: Double?
  /// The distance of neighboring values of a slider.
  public var step: Double?
  /// The names of a choice's options.
  public var options: [String]?
  /// The rows of a picture, a mask, or a grid.
  public var height: Int?
  /// Its columns.
  public var width: Int?
  /// The plot, counted over all parts, that points are set on.
  public var plot: Int?

  /// An input. For the parameters see the properties.
  public init(_ kind: Kind, _ name: String, value: [Double]) {
    (self.kind, self.name, self.value) = (kind, name, value)
  }
}

/// A part of a live figure's frames.
public enum LivePart: Codable, Equatable, Sendable {
  /// Words.
  case text
  /// A plot, or several in panels: the axes of each, and the SVG without data, with an empty group for each mark.
  case plots([Axes], scaffold: String)
  /// Images in rows and columns: their layout, and the numbers that are shown black and white.
  case images(Output.ImageGrid, lower: Float, upper: Float)

  /// The axes of a plot.
  public struct Axes: Codable, Equatable, Sendable {
    /// The horizontal axis.
    public var x: Output.Axis
    /// The vertical axis.
    public var y: Output.Axis
    /// The ranges that the chapter asks for: the least and the largest x, the least and the largest y.
    public var ranges: [Double]

    /// The axes of a plot. For the parameters see the properties.
    public init(x: Output.Axis, y: Output.Axis, ranges: [Double]) {
      (self.x, self.y, self.ranges) = (x, y, ranges)
    }
  }
}
