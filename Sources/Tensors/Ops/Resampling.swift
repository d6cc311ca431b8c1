// Images in other sizes. `[batch, height, width, channels]` all of them.

/// Repeats each pixel `factor` times along height and width.
public func upsampleNearest(_ x: Tensor, factor: Int = 2) -> Tensor {
  let (batch, height, width, channels) = requireImages("upsampleNearest", x, factor)
  let walk = BlockWalk(size: factor, large: [batch, height * factor, width * factor, channels])
  return walk.spread(x).recorded(x) { walk.summed($0) }
}

/// The mean of each block of `size` × `size` pixels. What is left at the far edges is dropped.
public func averagePool(_ x: Tensor, size: Int = 2) -> Tensor {
  requireImages("averagePool", x, size)
  let walk = BlockWalk(size: size, large: x.shape)
  let share = 1 / Float(size * size)
  return walk.summed(x, times: share).recorded(x) { walk.spread($0, times: share) }
}

/// The largest of each block of `size` × `size` pixels, channel by channel. What is left at the far edges
/// is dropped. The gradient goes to the first of those that are equally large, row by row.
public func maxPool(_ x: Tensor, size: Int = 2) -> Tensor {
  requireImages("maxPool", x, size)
  let walk = BlockWalk(size: size, large: x.shape)
  let y = Tensor(uninitialized: walk.small)
  walk.forPixels { block, pixel, i, width in
    var largest = Lanes(repeating: -.infinity)
    walk.forBlock(block) { at in
      let value = Lanes(x.pointer + at + i, width: width)
      largest.replace(with: value, where: (value .> largest) .| (value .!= value))
    }
    largest.store(to: y.pointer + pixel + i, width: width)
  }
  return y.recorded(x) { upstream in
    let dx = walk.uninitializedLarge()
    walk.forPixels { block, pixel, i, width in
      let top = Lanes(y.pointer + pixel + i, width: width)
      var rest = Lanes(upstream.pointer + pixel + i, width: width)
      walk.forBlock(block) { at in
        let value = Lanes(x.pointer + at + i, width: width)
        let isFirst = value .== top
        Lanes().replacing(with: rest, where: isFirst).store(to: dx.pointer + at + i, width: width)
        rest.replace(with: 0, where: isFirst)
      }
    }
    return dx
  }
}

/// Blocks of pixels laid into channels: `[b, h, w, c]` to `[b, h/s, w/s, s·s·c]`; channel ch of the pixel
/// (dy, dx) in a block becomes channel (dy·s + dx)·c + ch.
public func spaceToDepth(_ x: Tensor, block s: Int = 2) -> Tensor {
  let (batch, height, width, channels) = requireImages("spaceToDepth", x, s)
  require(
    height % s == 0 && width % s == 0,
    "spaceToDepth: the images of \(x.shape) do not divide into blocks of \(s) × \(s)")
  return x.reshaped(to: [batch, height / s, s, width / s, s * channels])
    .transposed(permutation: [0, 1, 3, 2, 4])
    .reshaped(to: [batch, height / s, width / s, s * s * channels])
}

/// What `spaceToDepth` does, undone.
public func depthToSpace(_ x: Tensor, block s: Int = 2) -> Tensor {
  let (batch, height, width, channels) = requireImages("depthToSpace", x, s)
  require(
    channels % (s * s) == 0,
    "depthToSpace: the channels of \(x.shape) do not divide into blocks of \(s) × \(s)")
  return x.reshaped(to: [batch, height, width, s, channels / s])
    .transposed(permutation: [0, 1, 3, 2, 4])
    .reshaped(to: [batch, height * s, width * s, channels / (s * s)])
}

/// Batch, height, width and channels.
@discardableResult
private func requireImages(
  _ op: StaticString, _ x: Tensor, _ size: Int
) -> (batch: Int, height: Int, width: Int, channels: Int) {
  require(x.shape.rank == 4, "\(op): \(x.shape) is not [batch, height, width, channels]")
  require(size > 0, "\(op): a size of \(size)")
  return (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
}

/// Walks over small images and the blocks of the large ones that their pixels stand for.
private struct BlockWalk {
  let size: Int
  let large: Shape

  var small: Shape { [large[0], large[1] / size, large[2] / size, large[3]] }

  /// Each pixel times `scale` over its whole block, zeros past the last block.
  func spread(_ x: Tensor, times scale: Float = 1) -> Tensor {
    let result = uninitializedLarge()
    forPixels { block, pixel, i, width in
      let value = Lanes(x.pointer + pixel + i, width: width) * scale
      forBlock(block) { at in value.store(to: result.pointer + at + i, width: width) }
    }
    return result
  }

  /// The sum of each block times `scale`.
  func summed(_ x: Tensor, times scale: Float = 1) -> Tensor {
    let result = Tensor(uninitialized: small)
    forPixels { block, pixel, i, width in
      var sum = Lanes()
      forBlock(block) { at in sum += Lanes(x.pointer + at + i, width: width) }
      (sum * scale).store(to: result.pointer + pixel + i, width: width)
    }
    return result
  }

  /// Large images for all blocks to be written: zeros where pixels past the last block would be left out.
  func uninitializedLarge() -> Tensor {
    small.count * size * size == large.count ? Tensor(uninitialized: large) : Tensor.zeros(large)
  }

  /// `body` with where a block begins, where its pixel begins, and a strip of the channels, for each.
  @inline(__always)
  func forPixels(_ body: (_ block: Int, _ pixel: Int, _ i: Int, _ width: Int) -> Void) {
    let (height, width, channels) = (large[1] / size, large[2] / size, large[3])
    parallel(chunks: large[0] * height) { row in
      let (image, y) = row.quotientAndRemainder(dividingBy: height)
      let first = (image * large[1] + y * size) * large[2] * channels
      for x in 0..<width {
        forStrips(channels) { i, strip in
          body(first + x * size * channels, (row * width + x) * channels, i, strip)
        }
      }
    }
  }

  /// `body` with where each pixel of the block begins, row by row.
  @inline(__always)
  func forBlock(_ block: Int, _ body: (Int) -> Void) {
    let (width, channels) = (large[2], large[3])
    for y in 0..<size {
      for x in 0..<size { body(block + (y * width + x) * channels) }
    }
  }
}
