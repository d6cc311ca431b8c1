import Platform

/// Runs `body` for every index in `0..<chunks`, on `Engine.threads` threads, the calling one included,
/// and returns when all are done; on the calling thread alone unless `isWorthwhile`. Any thread may run any
/// chunk, so chunks must be independent, and no result may depend on the thread count through the partition.
package func parallel(chunks: Int, if isWorthwhile: Bool = true, _ body: (Int) -> Void) {
  if isWorthwhile && chunks > 1 && canRunInParallel
    && ThreadPool.shared.run(chunks, threads: Engine.threads, body)
  {
    return
  }
  for chunk in 0..<chunks { body(chunk) }
}

/// `body` with ranges of `0..<rows` in parallel, of rows of `length` numbers: each range but the last is long
/// enough to be worth a thread's while, and has `least` rows.
@inline(__always)
func parallel(
  rows: Int, of length: Int, atLeast least: Int = 1, _ body: (Range<Int>) -> Void
) {
  let together = max(least, 8192 / max(1, length))
  parallel(chunks: (rows + together - 1) / together) {
    body($0 * together..<min(rows, ($0 + 1) * together))
  }
}

/// True where `parallel`, called now, may use other threads: not within another call of it.
var canRunInParallel: Bool { Engine.threads > 1 && threadRole == nil }
