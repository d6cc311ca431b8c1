/// Elements a thread takes at once in an elementwise pass: 64 KB, so that a chunk's inputs and output
/// stay in the second-level cache.
private let chunkLength = 16_384

/// `body(start, end)` over `0..<count` cut into chunks, in parallel.
@inline(__always)
func forChunks(_ count: Int, _ body: (_ start: Int, _ end: Int) -> Void) {
  let chunks = (count + chunkLength - 1) / chunkLength
  if chunks <= 1 {
    body(0, count)
  } else {
    parallel(chunks: chunks) { chunk in
      body(chunk * chunkLength, min(count, (chunk + 1) * chunkLength))
    }
  }
}

/// `out[i] = f(x[i])`. `out` may be `x`.
@inline(__always)
func map(
  _ count: Int, _ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>,
  _ f: (Lanes) -> Lanes
) {
  forChunks(count) { start, end in
    var i = start
    while i + 16 <= end {
      f(Lanes(x + i)).store(to: out + i)
      i += 16
    }
    if i < end { f(Lanes(x + i, first: end - i)).store(to: out + i, first: end - i) }
  }
}

/// `out[i] = f(x[i], y[i])`. `out` may be `x` or `y`.
@inline(__always)
func map(
  _ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
  into out: UnsafeMutablePointer<Float>, _ f: (Lanes, Lanes) -> Lanes
) {
  forChunks(count) { start, end in
    var i = start
    while i + 16 <= end {
      f(Lanes(x + i), Lanes(y + i)).store(to: out + i)
      i += 16
    }
    if i < end {
      let rest = end - i
      f(Lanes(x + i, first: rest), Lanes(y + i, first: rest)).store(to: out + i, first: rest)
    }
  }
}

/// `out[i] = f(x[i], y[i], z[i])`. `out` may be any of them.
@inline(__always)
func map(
  _ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ z: UnsafePointer<Float>,
  into out: UnsafeMutablePointer<Float>, _ f: (Lanes, Lanes, Lanes) -> Lanes
) {
  forChunks(count) { start, end in
    var i = start
    while i + 16 <= end {
      f(Lanes(x + i), Lanes(y + i), Lanes(z + i)).store(to: out + i)
      i += 16
    }
    if i < end {
      let rest = end - i
      f(Lanes(x + i, first: rest), Lanes(y + i, first: rest), Lanes(z + i, first: rest))
        .store(to: out + i, first: rest)
    }
  }
}
