import Platform
import Synchronization

/// Buffer sizes the pool keeps apart: four to each doubling, so at most a quarter of a buffer is spare.
struct SizeClass {
  let index: Int

  /// The smallest class that holds `count` floats.
  init(holding count: Int) {
    let units = max(1, (count + 15) >> 4)
    guard units > 4 else {
      index = units - 1
      return
    }
    let doubling = Int.bitWidth - 1 - (units - 1).leadingZeroBitCount
    let quarter = ((units - 1) >> (doubling - 2)) & 3
    index = (doubling - 1) * 4 + quarter
  }

  /// Floats in a buffer of this class, a multiple of 16.
  var floats: Int {
    guard index >= 4 else { return (index + 1) * 16 }
    let doubling = index / 4 + 1
    return (5 + index % 4) << (doubling + 2)
  }

  static let count = 160
}

/// Recycles buffers by size: fresh memory costs more than arithmetic, since the first write to each
/// page enters the kernel. Each thread of `parallel` has a pool of its own, so that none waits for another; all
/// other threads share one. Unused buffers stay under a quarter of the machine's memory.
final class BufferPool: @unchecked Sendable {
  /// This thread's.
  static var current: BufferPool { pools[threadRole ?? 0] }

  /// The one that all threads but the workers share.
  private static var common: BufferPool { pools[0] }

  private static let pools: UnsafeMutablePointer<BufferPool> = {
    let pools = UnsafeMutablePointer<BufferPool>.allocate(capacity: maxThreadCount)
    let share = Machine.memory / 8
    for number in 0..<maxThreadCount {
      let limit = number == 0 ? share : share / Engine.threads
      (pools + number).initialize(to: BufferPool(limit: limit))
    }
    // A forked child must not inherit the common one locked, so forking holds it.
    Machine.aroundForks({ common.lock() }, { common.unlock() })
    return pools
  }()

  private typealias Buffer = UnsafeMutablePointer<Float>
  private let free: UnsafeMutablePointer<[Buffer]>
  private var unusedBytes = 0
  private let limit: Int
  private let locked = Atomic<Bool>(false)

  private init(limit: Int) {
    free = .allocate(capacity: SizeClass.count)
    free.initialize(repeating: [], count: SizeClass.count)
    self.limit = limit
  }

  /// A buffer of the class, recycled if there is one.
  func acquire(_ sizeClass: SizeClass) -> UnsafeMutablePointer<Float> {
    lock()
    let recycled = free[sizeClass.index].popLast()
    if recycled != nil { unusedBytes -= sizeClass.floats * 4 }
    unlock()
    return recycled ?? allocate(sizeClass.floats)
  }

  /// Takes a buffer back. Past the limit all unused ones return to the system: sizes no longer asked for, too.
  func release(_ buffer: UnsafeMutablePointer<Float>, _ sizeClass: SizeClass) {
    lock()
    free[sizeClass.index].append(buffer)
    unusedBytes += sizeClass.floats * 4
    var released: [[Buffer]] = []
    if unusedBytes > limit {
      released = Array(UnsafeBufferPointer(start: free, count: SizeClass.count))
      free.update(repeating: [], count: SizeClass.count)
      unusedBytes = 0
    }
    unlock()
    for buffer in released.joined() { UnsafeMutableRawPointer(buffer).deallocate() }
  }

  // A spin lock: it is held for a few nanoseconds and hardly ever contended.
  private func lock() {
    while locked.exchange(true, ordering: .acquiring) {}
  }

  private func unlock() { locked.store(false, ordering: .releasing) }

  /// Behind each buffer lies a spare vector, for tiles that read whole ones from rows that are not.
  private func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    Machine.allocate(bytes: count * 4 + MemoryLayout<Lanes>.size)
      .bindMemory(to: Float.self, capacity: count)
  }
}
