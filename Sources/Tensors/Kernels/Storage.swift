/// A reference-counted buffer of floats from the pool, aligned to a cache line. Its contents start
/// undefined: a recycled buffer holds the numbers of its last owner.
///
/// The capacity is a whole number of `Lanes`, so that a kernel may load or store a full vector which
/// starts inside the buffer at a multiple of 16. A load may start anywhere inside.
final class Storage: @unchecked Sendable {
  let count: Int
  let pointer: UnsafeMutablePointer<Float>
  private let sizeClass: SizeClass

  /// Traps where no machine could hold so many.
  init(count: Int) {
    require(count <= Int.max >> 3, "memory: \(count) numbers are too many")
    self.count = count
    sizeClass = SizeClass(holding: count)
    pointer = BufferPool.current.acquire(sizeClass)
  }

  deinit { BufferPool.current.release(pointer, sizeClass) }

  /// Floats that may be touched, at least `count`.
  var capacity: Int { sizeClass.floats }
}
