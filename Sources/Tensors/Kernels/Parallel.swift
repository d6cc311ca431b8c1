/// Runs `body` for every index in `0..<chunks`, on `Engine.threads` threads, the calling one included,
/// and returns when all are done; on the calling thread alone unless `isWorthwhile`. Which thread runs
/// which chunk is open, so chunks must be independent, and how the work is cut must not depend on the
/// thread count where it could change a result.
package func parallel(chunks: Int, if isWorthwhile: Bool = true, _ body: (Int) -> Void) {
  #if canImport(Glibc) || canImport(Darwin)
    if isWorthwhile && chunks > 1 && canRunInParallel && ThreadPool.shared.run(chunks, body) {
      return
    }
  #endif
  for chunk in 0..<chunks { body(chunk) }
}

/// The most threads that share work.
let greatestThreadCount = 64

/// Whether `parallel`, called now, may have other threads: not within another call of it.
var canRunInParallel: Bool { Engine.threads > 1 && role.word == 0 }

/// Which of the threads that `parallel` shares work with this is, from 1 on; 0 for any other.
var workerNumber: Int { max(0, role.word - 1) }

/// At work for a call of `parallel` 1 in the thread that called, 2 and so on in the others; else 0.
let role = ThreadLocal()
