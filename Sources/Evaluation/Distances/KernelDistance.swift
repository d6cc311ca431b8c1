import Tensors

/// An estimate of the kernel distance of two sets of samples, with its uncertainty.
public struct KernelDistance: Codable, Equatable, Sendable {
  /// The mean over the blocks of samples. It has no bias, so it is negative about half the time for two sets from one distribution.
  public let mean: Double
  /// The standard error of the mean: the standard deviation of the blocks, over the root of their number.
  public let standardError: Double
}

/// The squared maximum mean discrepancy of two sets of features for the kernel (x · y / d + 1)³. With the features of a trained network
/// it is the KID (Bińkowski et al. 2018). Unlike the Fréchet distance it has no bias, however few the samples.
///
/// Both sets are divided at random into blocks, each with an estimate of its own (Gretton et al. 2012, equation 3). Blocks
/// share no samples, so their estimates are independent, and the standard error is valid (Zaremba et al. 2013); subsets that overlap, as
/// in many implementations, give one that is too small. NaN where a number is not finite.
///
/// - Parameters:
///   - x: features, `[n, d]`.
///   - y: others, `[m, d]`. Traps on other shapes.
///   - blocks: the number of blocks. Traps below 2, and where a block would have fewer than two rows of each set. What does not
///     divide evenly is left out.
///   - random: the stream that shuffles the rows.
public func kernelDistance(
  _ x: Tensor, _ y: Tensor, blocks: Int = 10, random: RandomStream
) -> KernelDistance {
  requireSamples("kernelDistance", x, y)
  require(blocks > 1, "kernelDistance: blocks is \(blocks): at least 2, for a standard error")
  let (ofX, ofY) = (x.shape[0] / blocks, y.shape[0] / blocks)
  require(
    ofX > 1 && ofY > 1,
    "kernelDistance: \(x.shape) and \(y.shape) in \(blocks) blocks: "
      + "each needs at least two rows of both")
  let (shuffledX, shuffledY) = (
    x.detached.rows(random.permutation(x.shape[0])), y.detached.rows(random.permutation(y.shape[0]))
  )
  let estimates = (0..<blocks).map { block in
    squaredDiscrepancy(
      shuffledX[block * ofX..<(block + 1) * ofX], shuffledY[block * ofY..<(block + 1) * ofY])
  }
  let mean = estimates.reduce(0, +) / Double(blocks)
  let squares = estimates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return KernelDistance(
    mean: mean, standardError: (squares / Double(blocks * (blocks - 1))).squareRoot())
}

/// The unbiased estimate from all rows.
private func squaredDiscrepancy(_ x: Tensor, _ y: Tensor) -> Double {
  meanKernel(x, x, isWithin: true) + meanKernel(y, y, isWithin: true)
    - 2 * meanKernel(x, y, isWithin: false)
}

private func meanKernel(_ x: Tensor, _ y: Tensor, isWithin: Bool) -> Double {
  let width = Double(x.shape[1])
  return meanOverPairs(x, y, isWithin: isWithin) { _, _, product in
    let base = Double(product) / width + 1
    return base * base * base
  }
}
