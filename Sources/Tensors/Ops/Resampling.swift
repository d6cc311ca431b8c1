// Images in other sizes, `[batch, height, width, channels]`. Each op traps on other ranks and on a size of 0.

/// Nearest-neighbor upsampling: repeats each pixel `factor` times along height and width.
public func upsampleNearest(_ x: Tensor, factor: Int = 2) -> Tensor {
  let (batch, height, width, channels) = requireImages("upsampleNearest", x, factor)
  let walk = BlockWalk(size: factor, large: [batch, height * factor, width * factor, channels])
  return walk.repeated(x).recorded("upsampleNearest", x) { walk.summed($0) }
}

/// Average pooling: the mean of each block of `size` × `size` pixels; incomplete blocks at the far edges drop out.
public func averagePool(_ x: Tensor, size: Int = 2) -> Tensor {
  requireImages("averagePool", x, size)
  let walk = BlockWalk(size: size, large: x.shape)
  let share = 1 / Double(size * size)
  return walk.summed(x, times: share)
    .recorded("averagePool", x) { walk.repeated($0, times: Float(share)) }
}

/// Max pooling: the largest of each block of `size` × `size` pixels, channel by channel. Incomplete blocks at
/// the far edges are dropped. NaN wins. The gradient goes to the first of equal maxima, row by row, or of NaNs.
public func maxPool(_ x: Tensor, size: Int = 2) -> Tensor {
  requireImages("maxPool", x, size)
  let walk = BlockWalk(size: size, large: x.shape)
  let y = Tensor(uninitialized: walk.small)
  walk.forRows { row in
    @_transparent func pool(_ block: Int, _ pixel: Int, _ width: Int) {
      var largest = Lanes(repeating: -.infinity)
      @_transparent func take(_ at: Int) {
        let value = Lanes(x.pointer + at, width: width)
        largest.replace(with: value, where: (value .> largest) .| (value .!= value))
      }
      walk.forBlock(block, take)
      largest.store(to: y.pointer + pixel, width: width)
    }
    walk.forPixels(of: row, pool)
  }
  return y.recorded("maxPool", x) { upstream in
    let dx = walk.uninitializedLarge()
    walk.forRows { row in
      @_transparent func spread(_ block: Int, _ pixel: Int, _ width: Int) {
        let top = Lanes(y.pointer + pixel, width: width)
        var rest = Lanes(upstream.pointer + pixel, width: width)
        @_transparent func give(_ at: Int) {
          let value = Lanes(x.pointer + at, width: width)
          let isFirst = (value .== top) .| (value .!= value)
          Lanes().replacing(with: rest, where: isFirst).store(to: dx.pointer + at, width: width)
          rest.replace(with: 0, where: isFirst)
        }
        walk.forBlock(block, give)
      }
      walk.forPixels(of: row, spread)
    }
    return dx
  }
}

/// Rearranges blocks of pixels into channels: `[b, h, w, c]` to `[b, h/s, w/s, s·s·c]`; channel ch of the
/// pixel (dy, dx) in a block becomes channel (dy·s + dx)·c + ch. Traps where s does not divide h and w.
public func spaceToDepth(_ x: Tensor, block s: Int = 2) -> Tensor {
  let (batch, height, width, channels) = requireImages("spaceToDepth", x, s)
  require(
    height % s == 0 && width % s == 0,
    "spaceToDepth: the images of \(x.shape) do not divide into blocks of \(s) × \(s)")
  return recording(as: "spaceToDepth") {
    x.reshaped(to: [batch, height / s, s, width / s, s * channels])
      .transposed(permutation: [0, 1, 3, 2, 4])
      .reshaped(to: [batch, height / s, width / s, s * s * channels])
  }
}

/// The inverse of `spaceToDepth`, channels to blocks of pixels. Traps where s² does not divide the channels.
public func depthToSpace(_ x: Tensor, block s: Int = 2) -> Tensor {
  let (batch, height, width, channels) = requireImages("depthToSpace", x, s)
  require(
    channels % (s * s) == 0,
    "depthToSpace: the channels of \(x.shape) do not divide into blocks of \(s) × \(s)")
  return recording(as: "depthToSpace") {
    x.reshaped(to: [batch, height, width, s, channels / s])
      .transposed(permutation: [0, 1, 3, 2, 4])
      .reshaped(to: [batch, height * s, width * s, channels / (s * s)])
  }
}

/// Batch, height, width and channels.
@discardableResult
func requireImages(
  _ op: StaticString, _ x: Tensor, _ size: Int
) -> (batch: Int, height: Int, width: Int, channels: Int) {
  require(x.shape.rank == 4, "\(op): \(x.shape) is not [batch, height, width, channels]")
  require(size > 0, "\(op): a size of \(size)")
  return (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
}

/// The correspondence of the pixels of small images with the blocks of large ones.
private struct BlockWalk {
  let size: Int
  let large, small: Shape
  private let channels: Int
  /// From a row of the large images to the next.
  private let rowStep: Int

  init(size: Int, large: Shape) {
    (self.size, self.large) = (size, large)
    small = [large[0], large[1] / size, large[2] / size, large[3]]
    channels = large[3]
    rowStep = large[2] * large[3]
  }

  /// Each pixel times `scale` over its whole block, zeros past the last block.
  func repeated(_ x: Tensor, times scale: Float = 1) -> Tensor {
    let result = uninitializedLarge()
    forRows { row in
      @_transparent func spread(_ block: Int, _ pixel: Int, _ width: Int) {
        let value = Lanes(x.pointer + pixel, width: width) * scale
        @_transparent func put(_ at: Int) { value.store(to: result.pointer + at, width: width) }
        forBlock(block, put)
      }
      forPixels(of: row, spread)
    }
    return result
  }

  /// The sum of each block times `scale`.
  func summed(_ x: Tensor, times scale: Double = 1) -> Tensor {
    let result = Tensor(uninitialized: small)
    forRows { row in
      @_transparent func sum(_ block: Int, _ pixel: Int, _ width: Int) {
        var sum = WideLanes()
        @_transparent func add(_ at: Int) { sum += WideLanes(Lanes(x.pointer + at, width: width)) }
        forBlock(block, add)
        Lanes(sum * scale).store(to: result.pointer + pixel, width: width)
      }
      forPixels(of: row, sum)
    }
    return result
  }

  /// Large images for all blocks to be written: zeros where pixels past the last block would be left out.
  func uninitializedLarge() -> Tensor {
    small.count * size * size == large.count ? Tensor(uninitialized: large) : Tensor.zeros(large)
  }

  /// `body` with each row of the small images, in parallel.
  func forRows(_ body: (Int) -> Void) { parallel(chunks: small[0] * small[1], body) }

  /// `pass(block, pixel, width)` with each vector's start in a block's first pixel and in the small image's.
  @_transparent
  func forPixels(of row: Int, _ pass: (_ block: Int, _ pixel: Int, _ width: Int) -> Void) {
    let (image, y) = row.quotientAndRemainder(dividingBy: small[1])
    let first = (image * large[1] + y * size) * rowStep
    for x in 0..<small[2] {
      let (block, pixel) = (first + x * size * channels, (row * small[2] + x) * channels)
      @_transparent func vector(_ i: Int, _ width: Int) { pass(block + i, pixel + i, width) }
      forVectorsWithTail(channels, vector)
    }
  }

  /// `pass` with the vector's start in each pixel of the block, row by row.
  @_transparent
  func forBlock(_ block: Int, _ pass: (Int) -> Void) {
    for y in 0..<size {
      for x in 0..<size { pass(block + y * rowStep + x * channels) }
    }
  }
}
