// Elementwise passes. Their buffers are whole storages, whose capacity is a multiple of sixteen: the last
// vector of a pass may reach past the elements, but not past the buffer.

/// Elements a thread takes at once in an elementwise pass, at most: 32 KB, so that a chunk's inputs and
/// output stay in the second-level cache, and a small pass still divides among threads.
private let chunkLength = 8192

/// `body(start, end)` over `0..<count` cut into chunks of nearly equal length, in parallel.
@inline(__always)
func forChunks(_ count: Int, _ body: (_ start: Int, _ end: Int) -> Void) {
  let chunks = (count + chunkLength - 1) / chunkLength
  if chunks <= 1 {
    body(0, count)
  } else {
    let length = ((count + chunks - 1) / chunks + 15) / 16 * 16
    parallel(chunks: chunks) { chunk in
      body(min(count, chunk * length), min(count, (chunk + 1) * length))
    }
  }
}

/// The starts of a chunk's vectors.
struct Vectors: Sequence, IteratorProtocol {
  fileprivate var start: Int
  fileprivate let end: Int

  @inline(__always)
  mutating func next() -> Int? {
    if start >= end { return nil }
    defer { start += 16 }
    return start
  }
}

/// `body` with the vectors of each chunk of `0..<count`. The loop over them is the body's, because a
/// closure which another one captures is not inlined there, but called for each.
@inline(__always)
func forVectors(_ count: Int, _ body: (Vectors) -> Void) {
  forChunks(count) { body(Vectors(start: $0, end: $1)) }
}

/// `out[i] = f(x[i])`. `out` may be `x`.
@inline(__always)
func map(
  _ count: Int, _ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>,
  _ f: (Lanes) -> Lanes
) {
  forVectors(count) { for i in $0 { f(Lanes(x + i)).store(to: out + i) } }
}

/// `out[i] = f(x[i], y[i])`. `out` may be `x` or `y`.
@inline(__always)
func map(
  _ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
  into out: UnsafeMutablePointer<Float>, _ f: (Lanes, Lanes) -> Lanes
) {
  forVectors(count) { for i in $0 { f(Lanes(x + i), Lanes(y + i)).store(to: out + i) } }
}
