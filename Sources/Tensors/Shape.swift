/// The lengths of a tensor's axes, outermost first: `[batch, height, width, channels]`. A single
/// number has the shape `[]`.
///
/// Held inline, so that a shape costs no allocation.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// Number of axes, at most 8.
  public private(set) var rank = 0
  private var low = SIMD4<Int32>()
  private var high = SIMD4<Int32>()

  /// Traps on a negative length or more than 8 axes.
  public init(_ lengths: some Sequence<Int>) {
    for length in lengths {
      require(length >= 0, "shape: an axis cannot have length \(length)")
      require(length <= Int32.max, "shape: an axis of length \(length) is too long")
      require(rank < 8, "shape: more than 8 axes")
      self[unchecked: rank] = length
      rank += 1
    }
  }

  public init(arrayLiteral lengths: Int...) { self.init(lengths) }

  /// Number of elements: the product of the lengths. Traps where an `Int` cannot hold it.
  public var count: Int { count(of: 0..<rank) }

  /// The length of an axis; −1 is the last one.
  public subscript(axis: Int) -> Int { self[unchecked: resolved(axis, for: "shape")] }

  /// The lengths as an array.
  public var lengths: [Int] { (0..<rank).map { self[unchecked: $0] } }

  public var description: String { "[" + lengths.map { "\($0)" }.joined(separator: ", ") + "]" }

  subscript(unchecked axis: Int) -> Int {
    get { Int(axis < 4 ? low[axis] : high[axis - 4]) }
    set {
      if axis < 4 { low[axis] = Int32(newValue) } else { high[axis - 4] = Int32(newValue) }
    }
  }
}
