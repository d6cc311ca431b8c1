import Tensors

/// The inputs of a live figure, as the page has set them: a list of numbers for each, one after the other.
public final class LiveInputs {
  private let numbers: [Double]
  private var next = 0

  init(_ numbers: [Double]) { self.numbers = numbers }

  /// The next input's numbers.
  private func take() -> ArraySlice<Double> {
    require(next < numbers.count, "Live: the figure asks for more inputs than the book's run did")
    let count = Int(numbers[next])
    require(next + count < numbers.count, "Live: an input ends early")
    defer { next += 1 + count }
    return numbers[(next + 1)..<(next + 1 + count)]
  }

  /// The next input's only number.
  private func number() -> Double {
    let numbers = take()
    require(numbers.count == 1, "Live: \(numbers.count) numbers for an input of one")
    return numbers.first!
  }

  public func slider(_ name: String, _ range: ClosedRange<Int>, step: Int = 1, value: Int) -> Int {
    Int(number())
  }

  public func slider(
    _ name: String, _ range: ClosedRange<Double>, step: Double, value: Double
  ) -> Double {
    number()
  }

  public func choice(_ name: String, _ options: [String], value: String? = nil) -> String {
    options[Int(number())]
  }

  public func toggle(_ name: String, value: Bool = false) -> Bool { number() != 0 }

  public func seed(_ name: String = "Seed", value: UInt64) -> UInt64 { UInt64(number()) }

  public func drawing(
    _ name: String, height: Int = 28, width: Int = 28, value: Tensor? = nil
  ) -> Tensor {
    Tensor(take().map { Float($0) }, shape: [height, width])
  }

  public func mask(
    _ name: String, height: Int = 28, width: Int = 28, value: Tensor? = nil
  ) -> Tensor {
    Tensor(take().map { Float($0) }, shape: [height, width])
  }

  public func points(_ name: String, plot: Int = 0, value: [[Float]]) -> Tensor {
    let numbers = take().map { Float($0) }
    return Tensor(numbers, shape: [numbers.count / 2, 2])
  }

  public func cell(
    _ name: String, rows: Int, columns: Int, value: (row: Int, column: Int)
  ) -> (row: Int, column: Int) {
    let index = Int(number())
    return (index / columns, index % columns)
  }

  /// The numbers that the book's run computed: the chapter's closure is left out.
  public func recorded() -> Tensor {
    let numbers = Array(take())
    let rank = Int(numbers[0])
    return Tensor(
      numbers[(1 + rank)...].map { Float($0) },
      shape: Shape(numbers[1..<(1 + rank)].map { Int($0) }))
  }
}
