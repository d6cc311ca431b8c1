import Evaluation
import Tensors
import Testing

@Suite struct KernelDistanceTests {
  /// The estimate of one block, pair by pair.
  private func discrepancy(_ x: [[Float]], _ y: [[Float]]) -> Double {
    func kernel(_ a: [Float], _ b: [Float]) -> Double {
      let product = zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let base = product / Double(a.count) + 1
      return base * base * base
    }
    var sum = 0.0
    for set in [x, y] {
      for i in set.indices {
        for j in set.indices where i != j {
          sum += kernel(set[i], set[j]) / Double(set.count * (set.count - 1))
        }
      }
    }
    for a in x { for b in y { sum -= 2 * kernel(a, b) / Double(x.count * y.count) } }
    return sum
  }

  /// Blocks of the rows in the stream's order, the rest left out.
  @Test(arguments: [2, 3, 5]) func definition(blocks: Int) {
    let random = Random(seed: 10)
    let x = random.stream("x").normal([23, 6])
    let y = random.stream("y").uniform([17, 6], in: -1...2)
    let distance = kernelDistance(x, y, blocks: blocks, random: random.stream("blocks"))
    let same = random.stream("blocks")
    let (orderX, orderY) = (same.permutation(23), same.permutation(17))
    let estimates = (0..<blocks).map { block in
      let (ofX, ofY) = (23 / blocks, 17 / blocks)
      return discrepancy(
        orderX[block * ofX..<(block + 1) * ofX].map { x[$0].scalars },
        orderY[block * ofY..<(block + 1) * ofY].map { y[$0].scalars })
    }
    let mean = estimates.reduce(0, +) / Double(blocks)
    let variance =
      estimates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(blocks - 1)
    #expect(abs(distance.mean - mean) < 1e-5)
    #expect(abs(distance.standardError - (variance / Double(blocks)).squareRoot()) < 1e-5)
  }

  /// Within the sets the kernel is 1³ and (4 + 1)³, between them 1³, whatever the number of features.
  @Test func pointMasses() {
    let random = Random(seed: 11).stream("blocks")
    for width in [1, 4] {
      let distance = kernelDistance(
        Tensor.zeros([8, width]), Tensor.full([6, width], 2), blocks: 2, random: random)
      #expect(distance.mean == 124 && distance.standardError == 0)
    }
  }

  /// For two sets from one distribution the expectation is 0, and the standard error says how far from it.
  @Test func oneDistribution() {
    let draws = Random(seed: 12).stream("draws")
    let repeats = 400
    let distances = (0..<repeats).map { _ in
      kernelDistance(draws.normal([120, 3]), draws.normal([80, 3]), random: draws)
    }
    let mean = distances.reduce(0) { $0 + $1.mean } / Double(repeats)
    let squares = distances.reduce(0) { $0 + ($1.mean - mean) * ($1.mean - mean) }
    let variance = squares / Double(repeats - 1)
    #expect(abs(mean) < 3 * (variance / Double(repeats)).squareRoot())
    // The stated variances have the true one as their mean.
    let stated = distances.reduce(0) { $0 + $1.standardError * $1.standardError } / Double(repeats)
    #expect(abs(stated / variance - 1) < 0.3, "\(stated), \(variance)")
    let negative = distances.count { $0.mean < 0 }
    #expect(negative > repeats / 4 && negative < repeats * 3 / 4)
    let near = distances.count { abs($0.mean) < 3 * $0.standardError }
    #expect(near > repeats * 95 / 100)
  }

  /// Third moments: the kernel tells distributions with equal means and variances apart.
  @Test func skewness() {
    let draws = Random(seed: 13).stream("draws")
    let normal = draws.normal([4000, 1])
    // Mean 0, variance 1, third moment 1.5.
    let skewed = select(draws.uniform([4000, 1]) .< 0.2, Tensor(2), Tensor(-0.5))
    let distance = kernelDistance(normal, skewed, random: draws)
    #expect(distance.mean > 10 * distance.standardError)
    // 3 (Δ E x)² + 3 (Δ E x²)² + (Δ E x³)²
    #expect(abs(distance.mean - 2.25) < 4 * distance.standardError)
  }

  @Test func theStreamDecides() {
    let random = Random(seed: 14)
    let (x, y) = (random.stream("x").normal([60, 4]), random.stream("y").normal([60, 4]))
    let first = kernelDistance(x, y, random: random.stream("a"))
    #expect(first == kernelDistance(x, y, random: random.stream("a")))
    #expect(first != kernelDistance(x, y, random: random.stream("b")))
  }

  @Test func aNaNStays() {
    let x = Random(seed: 15).stream("x").normal([20, 2])
    let broken = concatenate([x[..<19], Tensor([[.nan, 0]])])
    let distance = kernelDistance(x, broken, blocks: 2, random: Random(seed: 15).stream("b"))
    #expect(distance.mean.isNaN && distance.standardError.isNaN)
  }
}
