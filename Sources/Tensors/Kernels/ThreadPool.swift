import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs `body` for every index in `0..<chunks`, on `Engine.threads` threads, the calling one included,
/// and returns when all are done; on the calling thread alone unless `isWorthwhile`. Which thread runs
/// which chunk is open, so chunks must be independent, and how the work is cut must not depend on the
/// thread count where it could change a result.
package func parallel(chunks: Int, if isWorthwhile: Bool = true, _ body: (Int) -> Void) {
  #if canImport(Glibc) || canImport(Darwin)
    if isWorthwhile && chunks > 1 && Engine.threads > 1 && ThreadPool.shared.run(chunks, body) {
      return
    }
  #endif
  for chunk in 0..<chunks { body(chunk) }
}

#if canImport(Glibc) || canImport(Darwin)
  /// Threads which wait for work: first spinning, so that kernels in quick succession start in under a
  /// microsecond, then asleep.
  ///
  /// Each thread has its own stretch of a job's chunks, the same in every job, so that what it wrote in
  /// one kernel it mostly finds in its own cache in the next; done with it, it helps the others.
  final class ThreadPool: @unchecked Sendable {
    static let shared = ThreadPool()

    /// The number of the job under way, or of the last.
    private let job = Atomic<UInt64>(0)
    private let unfinished = Atomic<Int>(0)
    private let isBusy = Atomic<Bool>(false)
    private let sleepers = Atomic<Int>(0)
    private let isChild = Atomic<Bool>(false)
    private var chunks = 0
    private var participants = 1
    private var body: UnsafePointer<(Int) -> Void>?

    /// For each thread the job's number in the high half, and in the low half how many chunks of its
    /// stretch are left. A chunk is taken by lowering this word; who comes late for a job finds another
    /// number, or none left, and takes nothing. A cache line each.
    private let stretches: UnsafeMutablePointer<Atomic<UInt64>>
    private static let greatestCount = 64
    private static let line = 8

    private var workers = 0
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let wakeUp = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    private init() {
      stretches = .allocate(capacity: ThreadPool.greatestCount * ThreadPool.line)
      for thread in 0..<ThreadPool.greatestCount {
        (stretches + thread * ThreadPool.line).initialize(to: Atomic(0))
      }
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
      participants = min(Engine.threads, ThreadPool.greatestCount)
      while workers < participants - 1 { startWorker() }
      withoutActuallyEscaping(body) { body in
        withUnsafePointer(to: body) { pointer in
          self.body = pointer
          self.chunks = chunks
          unfinished.store(chunks, ordering: .relaxed)
          let job = (job.load(ordering: .relaxed) &+ 1) & 0xFFFF_FFFF
          for thread in 0..<participants {
            stretches[thread * ThreadPool.line]
              .store(job << 32 | UInt64(stretch(thread).count), ordering: .releasing)
          }
          self.job.store(job, ordering: .sequentiallyConsistent)
          if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
            pthread_mutex_lock(mutex)
            pthread_cond_broadcast(wakeUp)
            pthread_mutex_unlock(mutex)
          }
          work(on: job, as: 0)
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

    private func stretch(_ thread: Int) -> Range<Int> {
      chunks * thread / participants..<chunks * (thread + 1) / participants
    }

    /// Takes chunks of the job until none is left, first one's own.
    private func work(on job: UInt64, as thread: Int) {
      var finished = 0
      for step in 0..<participants {
        let owner = (thread + step) % participants
        while let chunk = takeChunk(of: job, from: owner) {
          runChunk(chunk)
          finished += 1
        }
      }
      if finished > 0 { unfinished.subtract(finished, ordering: .releasing) }
    }

    private func takeChunk(of job: UInt64, from owner: Int) -> Int? {
      let word = stretches + owner * ThreadPool.line
      var current = word.pointee.load(ordering: .acquiring)
      while current >> 32 == job && current & 0xFFFF_FFFF > 0 {
        let (taken, original) = word.pointee.compareExchange(
          expected: current, desired: current - 1, ordering: .acquiringAndReleasing)
        if taken { return stretch(owner).upperBound - Int(current & 0xFFFF_FFFF) }
        current = original
      }
      return nil
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
        last = waitForJob(after: last)
        if index + 1 < Engine.threads { work(on: last, as: index + 1) }
      }
    }

    private func waitForJob(after last: UInt64) -> UInt64 {
      for _ in 0..<200_000 {
        let next = job.load(ordering: .acquiring)
        if next != last { return next }
      }
      pthread_mutex_lock(mutex)
      sleepers.add(1, ordering: .sequentiallyConsistent)
      var next = job.load(ordering: .sequentiallyConsistent)
      while next == last {
        pthread_cond_wait(wakeUp, mutex)
        next = job.load(ordering: .sequentiallyConsistent)
      }
      sleepers.subtract(1, ordering: .sequentiallyConsistent)
      pthread_mutex_unlock(mutex)
      return next
    }
  }
#endif
