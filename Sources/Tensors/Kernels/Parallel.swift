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

/// `body` with ranges of `0..<rows` in parallel, together long enough to be worth a thread's while, rows
/// having `length` numbers; `least` rows in each range but the last.
@inline(__always)
func parallel(
  rows: Int, of length: Int, atLeast least: Int = 1, _ body: (Range<Int>) -> Void
) {
  let together = max(least, 8192 / max(1, length))
  parallel(chunks: (rows + together - 1) / together) {
    body($0 * together..<min(rows, ($0 + 1) * together))
  }
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
