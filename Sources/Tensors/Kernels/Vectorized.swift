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

/// `body(i)` for each vector of `0..<count`, which starts at element i.
@inline(__always)
func forVectors(_ count: Int, _ body: (Int) -> Void) {
  forChunks(count) { start, end in
    var i = start
    while i < end {
      body(i)
      i += 16
    }
  }
}

/// `out[i] = f(x[i])`. `out` may be `x`.
@inline(__always)
func map(
  _ count: Int, _ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>,
  _ f: (Lanes) -> Lanes
) {
  forVectors(count) { i in f(Lanes(x + i)).store(to: out + i) }
}

/// `out[i] = f(x[i], y[i])`. `out` may be `x` or `y`.
@inline(__always)
func map(
  _ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
  into out: UnsafeMutablePointer<Float>, _ f: (Lanes, Lanes) -> Lanes
) {
  forVectors(count) { i in f(Lanes(x + i), Lanes(y + i)).store(to: out + i) }
}

/// `out[i] = f(x[i], y[i], z[i])`. `out` may be any of them.
@inline(__always)
func map(
  _ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ z: UnsafePointer<Float>,
  into out: UnsafeMutablePointer<Float>, _ f: (Lanes, Lanes, Lanes) -> Lanes
) {
  forVectors(count) { i in f(Lanes(x + i), Lanes(y + i), Lanes(z + i)).store(to: out + i) }
}
