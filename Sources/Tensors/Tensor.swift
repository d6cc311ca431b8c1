/// An immutable block of float32 numbers with a shape, row by row: the last axis is contiguous.
///
/// Images are channels-last, `[batch, height, width, channels]`. Copying a tensor copies a reference;
/// every operation makes a new tensor. Shapes that do not fit trap, in a line with the op and both shapes.
public struct Tensor: Sendable {
  private(set) var storage: Storage
  /// The lengths of the axes, outermost first.
  public let shape: Shape
  /// The place on the tape that recorded this value, if one did.
  var node: Node?
  /// Makes the numbers again from what the tape holds anyway, where that costs less than the memory for them.
  var remake: (@Sendable () -> Tensor)?

  /// The same numbers as a constant: no gradient flows through.
  public var detached: Tensor { Tensor(storage: storage, shape: shape) }

  /// The way to these numbers in a backward pass: they are held until then, or made again.
  var recalled: @Sendable () -> Tensor {
    let held = detached
    return remake ?? { held }
  }

  /// Number of elements.
  public var count: Int { shape.count }

  package var pointer: UnsafeMutablePointer<Float> { storage.pointer }
}

extension Tensor {
  /// A tensor whose numbers the caller writes next.
  init(uninitialized shape: Shape) {
    self.init(storage: Storage(count: shape.count), shape: shape)
  }

  /// Adds numbers of the same shape, in place where no other tensor shares the storage.
  mutating func add(_ other: Tensor) {
    let target = isKnownUniquelyReferenced(&storage) ? storage : Storage(count: count)
    map(count, pointer, other.pointer, into: target.pointer) { $0 + $1 }
    storage = target
    storage.keep(nil)
  }

  /// The numbers, to be changed in place: copied first if another tensor shares the storage.
  mutating func mutablePointer() -> UnsafeMutablePointer<Float> {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(count: count)
      copy.pointer.update(from: pointer, count: count)
      storage = copy
    }
    storage.keep(nil)
    return pointer
  }

  /// All numbers, row by row. NaNs are the same on every machine: the sign that some CPUs give them is dropped.
  public var scalars: [Float] {
    UnsafeBufferPointer(start: pointer, count: count).map { $0.isNaN ? .nan : $0 }
  }

  /// The number of a tensor that has only one; a NaN as in `scalars`. Traps on any other.
  public var item: Float {
    require(count == 1, "item: \(shape) holds \(count) numbers, not one")
    return pointer[0].isNaN ? .nan : pointer[0]
  }
}
