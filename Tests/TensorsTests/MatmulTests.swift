import Testing

@testable import Tensors

/// Numbers between −1 and 1 that look random.
func numbers(_ count: Int, _ seed: UInt64 = 1) -> [Float] {
  var values = [Float](repeating: 0, count: count)
  Random(seed: seed).stream("numbers").fillUniform(count, in: -1...1, into: &values)
  return values
}

/// The definition: one fused chain an element, over k in order.
func chain(
  _ m: Int, _ n: Int, _ k: Int, _ a: [Float], _ b: [Float], start: (Int, Int) -> Float
) -> [Float] {
  var c: [Float] = []
  for i in 0..<m {
    for j in 0..<n {
      var sum = start(i, j)
      for p in 0..<k { sum.addProduct(a[i * k + p], b[p * n + j]) }
      c.append(sum)
    }
  }
  return c
}

func transposed(_ x: [Float], _ rows: Int, _ columns: Int) -> [Float] {
  (0..<rows * columns).map { x[$0 % rows * columns + $0 / rows] }
}

@Suite struct MatmulTests {
  static let sizes = [
    (1, 1, 1), (6, 16, 4), (7, 17, 5), (1, 40, 300), (40, 1, 300), (5, 3, 700), (33, 2, 128),
    (2, 128, 512), (512, 4, 128), (100, 100, 100), (64, 160, 1030), (13, 500, 7), (3, 3, 0),
  ]

  @Test(arguments: sizes)
  func equalsTheFusedChainExactly(m: Int, n: Int, k: Int) {
    let (a, b) = (numbers(m * k, 1), numbers(k * n, 2))
    let expected = chain(m, n, k, a, b) { _, _ in 0 }
    var c = [Float](repeating: .nan, count: m * n)
    multiply(
      m, n, k, a, aRowStride: k, aColumnStride: 1, b, bRowStride: n, bColumnStride: 1,
      into: &c, cRowStride: n)
    #expect(c == expected)
  }

  @Test(arguments: sizes)
  func transposesAreStrides(m: Int, n: Int, k: Int) {
    let (a, b) = (numbers(m * k, 3), numbers(k * n, 4))
    let expected = chain(m, n, k, a, b) { _, _ in 0 }
    var c = [Float](repeating: .nan, count: m * n)
    multiply(
      m, n, k, transposed(a, m, k), aRowStride: 1, aColumnStride: m,
      transposed(b, k, n), bRowStride: 1, bColumnStride: k, into: &c, cRowStride: n)
    #expect(c == expected)
  }

  @Test(arguments: sizes)
  func biasAndAccumulationBeginTheChain(m: Int, n: Int, k: Int) {
    let (a, b, bias) = (numbers(m * k, 5), numbers(k * n, 6), numbers(n, 7))
    let withBias = chain(m, n, k, a, b) { _, j in bias[j] }
    var c = [Float](repeating: .nan, count: m * n)
    multiply(
      m, n, k, a, aRowStride: k, aColumnStride: 1, b, bRowStride: n, bColumnStride: 1,
      into: &c, cRowStride: n, bias: bias)
    #expect(c == withBias)
    let twice = chain(m, n, k, a, b) { i, j in withBias[i * n + j] }
    multiply(
      m, n, k, a, aRowStride: k, aColumnStride: 1, b, bRowStride: n, bColumnStride: 1,
      into: &c, cRowStride: n, accumulate: true)
    #expect(c == twice)
  }

  /// Each tile runs on every CPU, if not equally fast.
  @Test(arguments: sizes)
  func everyTileGivesTheSameBits(m: Int, n: Int, k: Int) {
    let (a, b, bias) = (numbers(m * k, 8), numbers(k * n, 9), numbers(n, 10))
    let expected = chain(m, n, k, a, b) { _, j in bias[j] }
    let (aTransposed, bTransposed) = (transposed(a, m, k), transposed(b, k, n))
    for (rows, panels) in [(6, 1), (6, 2), (8, 1), (8, 2)] {
      for isTransposed in [false, true] {
        var c = [Float](repeating: .nan, count: m * n)
        let (a, b) = isTransposed ? (aTransposed, bTransposed) : (a, b)
        c.withUnsafeMutableBufferPointer { c in
          bias.withUnsafeBufferPointer { bias in
            a.withUnsafeBufferPointer { a in
              b.withUnsafeBufferPointer { b in
                var product = BlockedProduct(
                  a: isTransposed
                    ? strided(a.baseAddress!, m, k, 1, m) : strided(a.baseAddress!, m, k, k, 1),
                  b: isTransposed
                    ? strided(b.baseAddress!, k, n, 1, k) : strided(b.baseAddress!, k, n, n, 1),
                  c: Matrix(c.baseAddress!, m, n), start: .columnBias(bias.baseAddress!))
                (product.tileRows, product.tilePanels) = (rows, panels)
                product.run()
              }
            }
          }
        }
        #expect(c == expected, "\(rows) rows, \(panels) panels, transposed: \(isTransposed)")
      }
    }
  }
}
