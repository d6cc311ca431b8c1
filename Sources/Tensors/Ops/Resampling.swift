// Images in other sizes. `[batch, height, width, channels]` all of them.

/// Repeats each pixel `factor` times along height and width.
public func upsampleNearest(_ x: Tensor, factor: Int = 2) -> Tensor {
  requireImages("upsampleNearest", x, factor)
  let target: Shape = [x.shape[0], x.shape[1] * factor, x.shape[2] * factor, x.shape[3]]
  let source = x.shape
  return spreadBlocks(x, factor, to: target)
    .recorded(x) { summedBlocks($0, factor, to: source) }
}

/// The mean of each block of `size` × `size` pixels. What is left at the far edges is dropped.
public func averagePool(_ x: Tensor, size: Int = 2) -> Tensor {
  requireImages("averagePool", x, size)
  let (source, target) = (x.shape, pooledShape(x, size))
  let share = 1 / Float(size * size)
  return summedBlocks(x, size, to: target, times: share)
    .recorded(x) { spreadBlocks($0, size, to: source, times: share) }
}

/// The largest of each block of `size` × `size` pixels, channel by channel. What is left at the far edges
/// is dropped. The gradient goes to the first of those that are equally large, row by row.
public func maxPool(_ x: Tensor, size: Int = 2) -> Tensor {
  requireImages("maxPool", x, size)
  let walk = BlockWalk(large: x.shape, size: size, small: pooledShape(x, size))
  let y = Tensor(uninitialized: walk.small)
  walk.forPixels { block, pixel, i, width in
    var largest = Lanes(repeating: -.infinity)
    walk.forBlock(block) { at in
      let value = Lanes(x.pointer + at + i, width: width)
      largest.replace(with: value, where: (value .> largest) .| (value .!= value))
    }
    largest.store(to: y.pointer + pixel + i, width: width)
  }
  let (constant, largest) = (x.detached, y)
  return y.recorded(x) { upstream in
    let dx = walk.uninitializedLarge()
    walk.forPixels { block, pixel, i, width in
      let top = Lanes(largest.pointer + pixel + i, width: width)
      var rest = Lanes(upstream.pointer + pixel + i, width: width)
      walk.forBlock(block) { at in
        let value = Lanes(constant.pointer + at + i, width: width)
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
  requireImages("spaceToDepth", x, s)
  let (batch, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
  require(
    height % s == 0 && width % s == 0,
    "spaceToDepth: the images of \(x.shape) do not divide into blocks of \(s) × \(s)")
  return x.reshaped(to: [batch, height / s, s, width / s, s * channels])
    .transposed(permutation: [0, 1, 3, 2, 4])
    .reshaped(to: [batch, height / s, width / s, s * s * channels])
}

/// What `spaceToDepth` does, undone.
public func depthToSpace(_ x: Tensor, block s: Int = 2) -> Tensor {
  requireImages("depthToSpace", x, s)
  let (batch, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
  require(
    channels % (s * s) == 0,
    "depthToSpace: the channels of \(x.shape) do not divide into blocks of \(s) × \(s)")
  return x.reshaped(to: [batch, height, width, s, channels / s])
    .transposed(permutation: [0, 1, 3, 2, 4])
    .reshaped(to: [batch, height * s, width * s, channels / (s * s)])
}

/// Each pixel times `scale` over its whole block in images of shape `large`, zeros past the last block.
private func spreadBlocks(
  _ x: Tensor, _ size: Int, to large: Shape, times scale: Float = 1
) -> Tensor {
  let walk = BlockWalk(large: large, size: size, small: x.shape)
  let result = walk.uninitializedLarge()
  walk.forPixels { block, pixel, i, width in
    let value = Lanes(x.pointer + pixel + i, width: width) * scale
    walk.forBlock(block) { at in value.store(to: result.pointer + at + i, width: width) }
  }
  return result
}

/// The sum of each block times `scale`.
private func summedBlocks(
  _ x: Tensor, _ size: Int, to small: Shape, times scale: Float = 1
) -> Tensor {
  let walk = BlockWalk(large: x.shape, size: size, small: small)
  let result = Tensor(uninitialized: small)
  walk.forPixels { block, pixel, i, width in
    var sum = Lanes()
    walk.forBlock(block) { at in sum += Lanes(x.pointer + at + i, width: width) }
    (sum * scale).store(to: result.pointer + pixel + i, width: width)
  }
  return result
}

private func requireImages(_ op: StaticString, _ x: Tensor, _ size: Int) {
  require(x.shape.rank == 4, "\(op): \(x.shape) is not [batch, height, width, channels]")
  require(size > 0, "\(op): a size of \(size)")
}

private func pooledShape(_ x: Tensor, _ size: Int) -> Shape {
  [x.shape[0], x.shape[1] / size, x.shape[2] / size, x.shape[3]]
}

/// Walks over small images and the blocks of the large ones that their pixels stand for.
private struct BlockWalk {
  let large: Shape
  let size: Int
  let small: Shape

  /// Large images for all blocks to be written: zeros where pixels past the last block would be left out.
  func uninitializedLarge() -> Tensor {
    small.count * size * size == large.count ? Tensor(uninitialized: large) : Tensor.zeros(large)
  }

  /// `body` with where a block begins, where its pixel begins, and a strip of the channels, for each.
  @inline(__always)
  func forPixels(_ body: (_ block: Int, _ pixel: Int, _ i: Int, _ width: Int) -> Void) {
    let (height, width, channels) = (small[1], small[2], small[3])
    parallel(chunks: small[0] * height) { row in
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
