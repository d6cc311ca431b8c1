import Synchronization

/// A reference-counted buffer of floats from the pool, aligned to a cache line. Its contents start
/// undefined: a recycled buffer holds the numbers of its last owner.
///
/// The capacity is a whole number of `Lanes`, so that a kernel may load or store a full vector which
/// starts inside the buffer at a multiple of 16. A load may start anywhere inside.
///
/// A convolution's transform of its kernel, `TransformedKernel`, can be kept with the kernel's own numbers: it is
/// used again until they change, and freed with them.
final class Storage: @unchecked Sendable {
  let count: Int
  let pointer: UnsafeMutablePointer<Float>
  private let sizeClass: SizeClass
  private var kept: TransformedKernel?
  private let isLocked = Atomic<Bool>(false)

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

  /// The kernel kept with these numbers, if it is for a convolution of such sizes.
  func keptKernel(_ sizes: TransformedKernel.Sizes) -> Storage? {
    locked { kept?.sizes == sizes ? kept?.numbers : nil }
  }

  /// Keeps a kernel, or forgets it with nil: whoever changes the numbers must.
  func keep(_ kernel: TransformedKernel?) { locked { kept = kernel } }

  // Networks may run on several threads at once. The lock is held for nanoseconds.
  private func locked<R>(_ body: () -> R) -> R {
    while isLocked.exchange(true, ordering: .acquiring) {}
    defer { isLocked.store(false, ordering: .releasing) }
    return body()
  }
}

/// A convolution's kernel as minimal filtering reads it.
struct TransformedKernel {
  struct Sizes: Equatable { let taps, inputs, outputs: Int }

  let sizes: Sizes
  let numbers: Storage
}
