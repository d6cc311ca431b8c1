import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs `body` for every index in `0..<chunks`, on `Engine.threads` threads, the calling one included,
/// and returns when all are done. Which thread runs which chunk is open, so chunks must be independent,
/// and how the work is cut must not depend on the thread count where it could change a result.
package func parallel(chunks: Int, _ body: (Int) -> Void) {
  #if canImport(Glibc) || canImport(Darwin)
    if chunks > 1 && Engine.threads > 1 && ThreadPool.shared.run(chunks, body) { return }
  #endif
  for chunk in 0..<chunks { body(chunk) }
}

#if canImport(Glibc) || canImport(Darwin)
  /// Threads which wait for work: first spinning, so that kernels in quick succession start in under a
  /// microsecond, then asleep.
  final class ThreadPool: @unchecked Sendable {
    static let shared = ThreadPool()

    /// The job's number in the high half, its chunks not yet taken in the low half. A worker takes a
    /// chunk by lowering this word; one that comes late finds another number and takes nothing.
    private let state = Atomic<UInt64>(0)
    private let unfinished = Atomic<Int>(0)
    private let isBusy = Atomic<Bool>(false)
    private let sleepers = Atomic<Int>(0)
    private let isChild = Atomic<Bool>(false)
    private var chunks = 0
    private var body: UnsafePointer<(Int) -> Void>?

    private var workers = 0
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let wakeUp = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    private init() {
      pthread_mutex_init(mutex, nil)
      pthread_cond_init(wakeUp, nil)
      // Only the forking thread lives on in a child: it runs everything itself.
      pthread_atfork(
        { BufferPool.shared.lock() }, { BufferPool.shared.unlock() },
        {
          BufferPool.shared.unlock()
          ThreadPool.shared.isChild.store(true, ordering: .relaxed)
        })
    }

    /// Runs the chunks and returns true; or returns false, with nothing run, while another call is under
    /// way (a nested one, or another thread's): its caller then runs them alone.
    func run(_ chunks: Int, _ body: (Int) -> Void) -> Bool {
      if isChild.load(ordering: .relaxed) || isBusy.exchange(true, ordering: .acquiring) {
        return false
      }
      let wanted = Engine.threads - 1
      while workers < wanted { startWorker() }
      withoutActuallyEscaping(body) { body in
        withUnsafePointer(to: body) { pointer in
          self.body = pointer
          self.chunks = chunks
          unfinished.store(chunks, ordering: .relaxed)
          let job = (state.load(ordering: .relaxed) >> 32) &+ 1
          state.store(job << 32 | UInt64(chunks), ordering: .sequentiallyConsistent)
          if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
            pthread_mutex_lock(mutex)
            pthread_cond_broadcast(wakeUp)
            pthread_mutex_unlock(mutex)
          }
          work(on: job)
          var spins = 0
          while unfinished.load(ordering: .acquiring) > 0 {
            spins += 1
            if spins > 10_000 { sched_yield() }
          }
          self.body = nil
        }
      }
      isBusy.store(false, ordering: .releasing)
      return true
    }

    /// Takes chunks of the job until none is left.
    private func work(on job: UInt64) {
      var current = state.load(ordering: .acquiring)
      while current >> 32 == job && current & 0xFFFF_FFFF > 0 {
        let (taken, original) = state.compareExchange(
          expected: current, desired: current - 1, ordering: .acquiringAndReleasing)
        if taken {
          runChunk(chunks - Int(current & 0xFFFF_FFFF))
          unfinished.subtract(1, ordering: .releasing)
          current = state.load(ordering: .acquiring)
        } else {
          current = original
        }
      }
    }

    // A function of its own: what it retains it has released before the chunk counts as finished.
    @inline(never)
    private func runChunk(_ index: Int) { body!.pointee(index) }

    private func startWorker() {
      let index = workers
      workers += 1
      var thread = pthread_t(bitPattern: 0)
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
      pthread_create(
        &thread, &attributes,
        { argument in
          ThreadPool.shared.serve(Int(bitPattern: argument) - 1)
        }, UnsafeMutableRawPointer(bitPattern: index + 1))
      pthread_attr_destroy(&attributes)
    }

    /// A worker's life. One whose index is past the wanted count sits jobs out.
    private func serve(_ index: Int) -> Never {
      var last: UInt64 = 0
      while true {
        let job = waitForJob(after: last)
        if index < Engine.threads - 1 { work(on: job) }
        last = job
      }
    }

    private func waitForJob(after last: UInt64) -> UInt64 {
      for _ in 0..<20_000 {
        let job = state.load(ordering: .acquiring) >> 32
        if job != last { return job }
      }
      pthread_mutex_lock(mutex)
      sleepers.add(1, ordering: .sequentiallyConsistent)
      var job = state.load(ordering: .sequentiallyConsistent) >> 32
      while job == last {
        pthread_cond_wait(wakeUp, mutex)
        job = state.load(ordering: .sequentiallyConsistent) >> 32
      }
      sleepers.subtract(1, ordering: .sequentiallyConsistent)
      pthread_mutex_unlock(mutex)
      return job
    }
  }
#endif
