/// Runs `body` for every index in `0..<chunks`, on `Engine.threads` threads, the calling one included,
/// and returns when all are done; on the calling thread alone unless `isWorthwhile`. Which thread runs
/// which chunk is open, so chunks must be independent, and how the work is cut must not depend on the
/// thread count where it could change a result.
package func parallel(chunks: Int, if isWorthwhile: Bool = true, _ body: (Int) -> Void) {
  if isWorthwhile && chunks > 1 && canRunInParallel && ThreadPool.shared.run(chunks, body) {
    return
  }
  for chunk in 0..<chunks { body(chunk) }
}

/// The most threads that share work.
let greatestThreadCount = 64

/// Whether `parallel`, called now, may have other threads: not within another call of it.
var canRunInParallel: Bool { Engine.threads > 1 && threadRole == nil }

/// Which of the threads at work for a call of `parallel` this is: 0 the one that called, the others from 1
/// on. Nil in a thread outside.
var threadRole: Int? {
  get { role.value.map { Int(bitPattern: $0) - 1 } }
  set { role.value = UnsafeRawPointer(bitPattern: newValue.map { $0 + 1 } ?? 0) }
}

private let role = ThreadLocal()
