#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Synchronization

/// Threads which wait for work: first spinning, so that kernels in quick succession start in under a
/// microsecond, then asleep.
///
/// Each thread has its own stretch of a job's chunks, the same in every job, so that its writes in one
/// kernel are mostly still in its own cache in the next; done with it, it helps the others. A word that one
/// thread writes while another polls it has its own cache line: handing one over may take 0.3 microseconds.
package final class ThreadPool: @unchecked Sendable {
  package static let shared = ThreadPool()

  /// One line holds the current or last job as `Job.word` and the address of its body; the next, the flag of a
  /// running call; then one for each thread its stretch's rest (`Job.left`) and the chunks it ever finished.
  private let words: UnsafeMutablePointer<Atomic<UInt64>>
  private static let line = 16

  private let sleepers = Atomic<Int>(0)
  private var workers = 0
  private var last = Job(word: 0)
  /// Chunks of all jobs so far.
  private var issued: UInt64 = 0
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wakeUp = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  private init() {
    let count = (2 + maxThreadCount) * ThreadPool.line
    words = UnsafeMutableRawPointer.allocate(byteCount: count * 8, alignment: 128)
      .bindMemory(to: Atomic<UInt64>.self, capacity: count)
    for i in 0..<count { (words + i).initialize(to: Atomic(0)) }
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wakeUp, nil)
    // Only the forking thread lives on in a child: it runs everything itself.
    pthread_atfork(nil, nil, { ThreadPool.shared.isBusy.pointee.store(1, ordering: .relaxed) })
  }

  private var isBusy: UnsafeMutablePointer<Atomic<UInt64>> { words + ThreadPool.line }

  private func stretchWord(_ thread: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    words + (2 + thread) * ThreadPool.line
  }

  /// Runs the chunks on so many threads, the calling one included, and returns true; or returns false, with nothing
  /// run, while another thread's call is running: its caller then runs them alone.
  package func run(_ chunks: Int, threads: Int, _ body: (Int) -> Void) -> Bool {
    if chunks > Job.greatestCount || isBusy.pointee.exchange(1, ordering: .acquiring) == 1 {
      return false
    }
    threadRole = 0
    let job = nextJob(chunks, threads)
    while workers < job.participants - 1 { startWorker() }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: Body(run: body)) { pointer in
        words[1].store(UInt64(UInt(bitPattern: pointer)), ordering: .relaxed)
        words[0].store(job.word, ordering: .sequentiallyConsistent)
        if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
          pthread_mutex_lock(mutex)
          pthread_cond_broadcast(wakeUp)
          pthread_mutex_unlock(mutex)
        }
        work(on: job, as: 0)
        var spins = 0
        while finished() != issued {
          spins += 1
          if spins > 10_000 { sched_yield() }
        }
      }
    }
    threadRole = nil
    isBusy.pointee.store(0, ordering: .releasing)
    return true
  }

  private func nextJob(_ chunks: Int, _ threads: Int) -> Job {
    let job = Job(
      number: last.number &+ 1, chunks: chunks,
      participants: min(threads, maxThreadCount))
    // No word may become so old that it counts as new.
    if job.number % (1 << 24) == 0 {
      for thread in 0..<maxThreadCount {
        stretchWord(thread).pointee.store(last.left(0), ordering: .relaxed)
      }
    }
    last = job
    issued &+= UInt64(chunks)
    return job
  }

  private func finished() -> UInt64 {
    (0...workers).reduce(0) { $0 &+ stretchWord($1)[1].load(ordering: .acquiring) }
  }

  private func work(on job: Job, as thread: Int) {
    let count = runChunks(of: job, as: thread)
    if count == 0 { return }
    let finished = stretchWord(thread) + 1
    finished.pointee.store(
      finished.pointee.load(ordering: .relaxed) &+ count, ordering: .releasing)
  }

  /// Takes chunks of the job until none is left, first one's own. Returns how many.
  // A function of its own, so that it has released its references before the chunks count as finished.
  @inline(never)
  private func runChunks(of job: Job, as thread: Int) -> UInt64 {
    var known: Body?
    var count: UInt64 = 0
    for step in 0..<job.participants {
      let owner = (thread + step) % job.participants
      while let chunk = takeChunk(of: job, from: owner) {
        // With a chunk taken the job is not over. The body is read once for all chunks: threads would wait for
        // one another to count the closure's references.
        let body = known ?? bodyOfJob
        known = body
        body.run(chunk)
        count += 1
      }
    }
    return count
  }

  private var bodyOfJob: Body {
    UnsafePointer(bitPattern: UInt(words[1].load(ordering: .relaxed)))!.pointee
  }

  /// A structure, because a closure that generic code holds must be called through a thunk.
  private struct Body { let run: (Int) -> Void }

  /// Takes a chunk by lowering the count left of a stretch: all of it where no thread has begun. A thread that
  /// comes late for a job finds none left, or a later job's number, and takes nothing.
  private func takeChunk(of job: Job, from owner: Int) -> Int? {
    let word = stretchWord(owner)
    let stretch = job.stretch(owner)
    var current = word.pointee.load(ordering: .acquiring)
    while true {
      let left = job.left(in: current) ?? stretch.count
      if left == 0 { return nil }
      let (taken, original) = word.pointee.compareExchange(
        expected: current, desired: job.left(left - 1), ordering: .acquiringAndReleasing)
      if taken { return stretch.upperBound - left }
      current = original
    }
  }

  private func startWorker() {
    workers += 1
    var thread = pthread_t(bitPattern: 0)
    pthread_create(
      &thread, nil, { ThreadPool.shared.serve(Int(bitPattern: $0)) },
      UnsafeMutableRawPointer(bitPattern: workers))
  }

  /// A worker's loop. One past the wanted count sits jobs out.
  private func serve(_ thread: Int) -> Never {
    threadRole = thread
    var job = Job(word: 0)
    while true {
      job = waitForJob(after: job)
      if thread < job.participants { work(on: job, as: thread) }
    }
  }

  private func waitForJob(after last: Job) -> Job {
    for _ in 0..<200_000 {
      let next = words[0].load(ordering: .acquiring)
      if next != last.word { return Job(word: next) }
    }
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while words[0].load(ordering: .sequentiallyConsistent) == last.word {
      pthread_cond_wait(wakeUp, mutex)
    }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
    return Job(word: words[0].load(ordering: .acquiring))
  }
}
