import Outputs
import Tensors

/// The inputs of a live figure. Each call asks for one, and returns its value: in a run the default, in a page
/// that which the reader has set.
///
/// Ask for the same inputs in the same order each time, before the steps.
public final class LiveInputs {
  private(set) var all: [LiveInput] = []
  private(set) var weights: [LiveWeights] = []

  init() { LiveInputs.current = self }

  /// The inputs of the figure that is being prepared.
  nonisolated(unsafe) private static weak var current: LiveInputs?

  /// A whole number in a range. Traps where the value or the step does not fit the range.
  ///
  /// - Parameters:
  ///   - name: the slider's label.
  ///   - range: the least and the largest value.
  ///   - step: the distance of neighboring values.
  ///   - value: the default.
  public func slider(_ name: String, _ range: ClosedRange<Int>, step: Int = 1, value: Int) -> Int {
    require(
      Int32(exactly: range.lowerBound) != nil && Int32(exactly: range.upperBound) != nil,
      "slider(\"\(name)\"): \(range): in a page whole numbers have 32 bits")
    let ends = Double(range.lowerBound)...Double(range.upperBound)
    return Int(slider(name, ends, step: Double(step), value: Double(value)))
  }

  /// A number in a range. Traps where the value or the step does not fit the range.
  ///
  /// - Parameters:
  ///   - name: the slider's label.
  ///   - range: the least and the largest value.
  ///   - step: the distance of neighboring values.
  ///   - value: the default.
  public func slider(
    _ name: String, _ range: ClosedRange<Double>, step: Double, value: Double
  ) -> Double {
    let width = range.upperBound - range.lowerBound
    require(width.isFinite, "slider(\"\(name)\"): \(range): a page passes finite numbers on")
    require(
      range.contains(value), "slider(\"\(name)\"): \(value) is outside of \(range)")
    require(
      step > 0 && width > 0 && step <= width,
      "slider(\"\(name)\"): steps of \(step) in \(range)")
    var input = LiveInput(.slider, name, value: [value])
    (input.lower, input.upper, input.step) = (range.lowerBound, range.upperBound, step)
    all.append(input)
    return value
  }

  /// One of several options. Traps on fewer than two, and where the value is none of them.
  ///
  /// - Parameters:
  ///   - name: the label.
  ///   - options: the options' names.
  ///   - value: the default; nil for the first.
  /// - Returns: the name.
  public func choice(_ name: String, _ options: [String], value: String? = nil) -> String {
    require(options.count > 1, "choice(\"\(name)\"): \(options.count) options: at least 2")
    let value = value ?? options[0]
    let index = options.firstIndex(of: value)
    require(index != nil, "choice(\"\(name)\"): “\(value)” is none of its options")
    var input = LiveInput(.choice, name, value: [Double(index!)])
    input.options = options
    all.append(input)
    return value
  }

  /// A switch.
  ///
  /// - Parameters:
  ///   - name: the label.
  ///   - value: the default.
  public func toggle(_ name: String, value: Bool = false) -> Bool {
    all.append(LiveInput(.toggle, name, value: [value ? 1 : 0]))
    return value
  }

  /// A seed of random numbers, with a button that throws dice. Traps above 999,999.
  ///
  /// - Parameters:
  ///   - name: the label.
  ///   - value: the default.
  public func seed(_ name: String = "Seed", value: UInt64) -> UInt64 {
    require(value < 1_000_000, "seed(\"\(name)\"): \(value): at most 999999")
    all.append(LiveInput(.seed, name, value: [Double(value)]))
    return value
  }

  /// A picture that the reader draws. Traps where the default has another shape, and above 64 × 64 pixels.
  ///
  /// - Parameters:
  ///   - name: the label.
  ///   - height: the pixels from top to bottom.
  ///   - width: the pixels from left to right.
  ///   - value: the default, `[height, width]` in 0…1; nil for an empty picture.
  /// - Returns: `[height, width]` in 0…1.
  public func drawing(
    _ name: String, height: Int = 28, width: Int = 28, value: Tensor? = nil
  ) -> Tensor {
    pixels(.drawing, name, height, width, value)
  }

  /// A mask that the reader brushes. Traps where the default has another shape, and above 64 × 64 pixels.
  ///
  /// - Parameters:
  ///   - name: the label.
  ///   - height: the pixels from top to bottom.
  ///   - width: the pixels from left to right.
  ///   - value: the default, `[height, width]` of 0 and 1; nil for an empty mask.
  /// - Returns: `[height, width]` of 0 and 1.
  public func mask(
    _ name: String, height: Int = 28, width: Int = 28, value: Tensor? = nil
  ) -> Tensor {
    pixels(.mask, name, height, width, value)
  }

  private func pixels(
    _ kind: LiveInput.Kind, _ name: String, _ height: Int, _ width: Int, _ value: Tensor?
  ) -> Tensor {
    require(
      (1...64).contains(height) && (1...64).contains(width),
      "\(kind.rawValue)(\"\(name)\"): \(height) × \(width) pixels: from 1 × 1 to 64 × 64")
    let value = value ?? Tensor.zeros([height, width])
    require(
      value.shape == [height, width],
      "\(kind.rawValue)(\"\(name)\"): \(value.shape): its default has the shape [\(height), \(width)]"
    )
    var input = LiveInput(kind, name, value: finite(value, kind.rawValue))
    (input.height, input.width) = (height, width)
    all.append(input)
    return value
  }

  /// Points that the reader sets on a plot. Traps where the default is no list of points, and on more than 200.
  ///
  /// - Parameters:
  ///   - name: the label.
  ///   - plot: the number of the plot among the figure's, from 0.
  ///   - value: the default, a list of x and y.
  /// - Returns: `[count, 2]`, with at least one point.
  public func points(_ name: String, plot: Int = 0, value: [[Float]]) -> Tensor {
    require(
      !value.isEmpty && value.count <= 200 && value.allSatisfy { $0.count == 2 },
      "points(\"\(name)\"): from 1 to 200 pairs of x and y")
    let points = Tensor(value.flatMap { $0 }, shape: [value.count, 2])
    var input = LiveInput(.points, name, value: finite(points, "points"))
    input.plot = plot
    all.append(input)
    return points
  }

  /// A cell of a grid, which the reader picks on the figure's first images. Traps where the default is outside.
  ///
  /// - Parameters:
  ///   - name: the label.
  ///   - rows: the rows of the grid.
  ///   - columns: its columns.
  ///   - value: the default, row and column from 0.
  /// - Returns: row and column.
  public func cell(
    _ name: String, rows: Int, columns: Int, value: (row: Int, column: Int)
  ) -> (row: Int, column: Int) {
    require(
      rows > 0 && columns > 0 && (0..<rows).contains(value.row)
        && (0..<columns).contains(value.column),
      "cell(\"\(name)\"): row \(value.row), column \(value.column) of \(rows) × \(columns)")
    var input = LiveInput(.cell, name, value: [Double(value.row * columns + value.column)])
    (input.height, input.width) = (rows, columns)
    all.append(input)
    return value
  }

  /// Numbers that the book's run computes, and that every page uses as they are, such as an image of a data set.
  /// The page does not compile the closure. Traps on more than 25,000 numbers.
  ///
  /// - Parameter value: the numbers.
  public func recorded(_ value: () -> Tensor) -> Tensor {
    let value = value()
    require(
      value.shape.count <= 25_000,
      "recorded: \(value.shape.count) numbers: a page holds at most 25000")
    let shape = [value.shape.rank] + value.shape.lengths
    all.append(
      LiveInput(.recorded, "", value: shape.map(Double.init) + finite(value, "recorded")))
    return value
  }

  /// The numbers of a tensor. Traps where one is not finite.
  private func finite(_ value: Tensor, _ function: String) -> [Double] {
    let numbers = value.scalars
    let odd = numbers.firstIndex { !$0.isFinite }
    require(
      odd == nil,
      "\(function): number \(odd ?? 0) is \(numbers[odd ?? 0]): a page passes finite numbers on")
    return numbers.map(Double.init)
  }

  /// Notes that the figure which is being prepared restores the first weights of a checkpoint.
  package static func use(weights checkpoint: String, count: Int) {
    guard let current else { return }
    if let index = current.weights.firstIndex(where: { $0.checkpoint == checkpoint }) {
      current.weights[index].count = max(current.weights[index].count, count)
    } else {
      current.weights.append(LiveWeights(checkpoint: checkpoint, count: count))
    }
  }
}
