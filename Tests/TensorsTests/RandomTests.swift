import Testing

@testable import Tensors

@Suite struct RandomTests {
  /// The known answers of the authors' Random123 library.
  @Test func philoxKnownAnswers() {
    func block(_ c: [UInt32], _ key: (UInt32, UInt32)) -> [UInt32] {
      let words = Philox.blocks(
        counter: (
          .init(repeating: c[0]), .init(repeating: c[1]), .init(repeating: c[2]),
          .init(repeating: c[3])
        ), key: key)
      return [words.0[7], words.1[7], words.2[7], words.3[7]]
    }
    #expect(
      block([0, 0, 0, 0], (0, 0)) == [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8])
    let ones = UInt32.max
    #expect(
      block([ones, ones, ones, ones], (ones, ones))
        == [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD])
    #expect(
      block([0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], (0xA409_3822, 0x299F_31D0))
        == [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1])
  }

  func normals(_ count: Int, seed: UInt64, _ name: String) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    Random(seed: seed).stream(name).fillNormal(count, into: &values)
    return values
  }

  func mean(_ values: some Sequence<Double>) -> Double {
    let array = Array(values)
    return array.reduce(0, +) / Double(array.count)
  }

  /// Moments of a million normal numbers, each within five standard errors.
  @Test func normalMoments() {
    let x = normals(1_000_000, seed: 5, "moments").map(Double.init)
    #expect(abs(mean(x)) < 0.005)
    #expect(abs(mean(x.map { $0 * $0 }) - 1) < 5 * 0.00142)
    #expect(abs(mean(x.map { $0 * $0 * $0 })) < 5 * 0.0039)
    #expect(abs(mean(x.map { $0 * $0 * $0 * $0 }) - 3) < 5 * 0.0098)
    #expect(abs(mean(zip(x, x.dropFirst()).map { $0 * $1 })) < 0.005)
    #expect(abs(mean(zip(x, x.dropFirst(16)).map { $0 * $1 })) < 0.005)
    let beyondTwo = Double(x.filter { $0 > 2 }.count) / 1e6
    #expect(abs(beyondTwo - 0.022_750_13) < 0.000_75)
  }

  @Test func neighboringSeedsAndNamesAreUnrelated() {
    let base = normals(100_000, seed: 1, "noise")
    let others = [
      normals(100_000, seed: 2, "noise"), normals(100_000, seed: 1 | 1 << 63, "noise"),
      normals(100_000, seed: 0, "noise"), normals(100_000, seed: 1, "noisf"),
      normals(100_000, seed: 1, "Noise"), normals(100_000, seed: 1, ""),
    ]
    for other in others {
      let correlation = mean(zip(base, other).map { Double($0) * Double($1) })
      #expect(abs(correlation) < 5 * 0.003_17)
    }
  }

  @Test func uniformFillsItsRange() {
    var x = [Float](repeating: 0, count: 1_000_000)
    Random(seed: 3).stream("uniform").fillUniform(x.count, into: &x)
    #expect(x.min()! >= 0 && x.min()! < 1e-5)
    #expect(x.max()! < 1 && x.max()! > 1 - 1e-5)
    #expect(abs(mean(x.map(Double.init)) - 0.5) < 5 * 0.000_289)
    for decile in 0..<10 {
      let share = x.filter { Int($0 * 10) == decile }.count
      #expect(abs(share - 100_000) < 1500)
    }
  }

  @Test func aShortDrawIsThePrefixOfALongOne() {
    let long = normals(200, seed: 9, "prefix")
    for count in [1, 15, 16, 17, 63, 64, 65, 130] {
      #expect(normals(count, seed: 9, "prefix") == Array(long.prefix(count)))
    }
    #expect(Random(seed: 9).stream("prefix").normal() == long[0])
  }

  @Test func integersAndPermutations() {
    let stream = Random(seed: 4).stream("integers")
    let dice = stream.integers(60_000, below: 6)
    for face in 0..<6 { #expect(abs(dice.filter { $0 == face }.count - 10_000) < 460) }
    let order = stream.permutation(1000)
    #expect(order.sorted() == Array(0..<1000))
    #expect(order != Array(0..<1000))
    #expect(stream.permutation(1000) != order)
    // Each number is equally likely in each place.
    var firsts = [0, 0, 0]
    for _ in 0..<30_000 { firsts[stream.permutation(3)[0]] += 1 }
    for count in firsts { #expect(abs(count - 10_000) < 410) }
  }

  /// Shares within five standard errors, ends never missed.
  @Test func yesOrNo() {
    let stream = Random(seed: 6).stream("bernoulli")
    let draws = stream.bernoulli(Tensor.full([100_000], 0.3)).scalars
    #expect(draws.allSatisfy { $0 == 0 || $0 == 1 })
    #expect(abs(mean(draws.map(Double.init)) - 0.3) < 5 * 0.001_45)
    #expect(
      stream.bernoulli(Tensor([[0, 1]]).tiled([1000, 1])).sum(axis: 0).scalars == [0, 1000])
    #expect(
      Random(seed: 6).stream("bernoulli").bernoulli(Tensor.full([100_000], 0.3)).scalars == draws)
  }

  /// Weights 1, 0, 3, with and without replacement: the second of two then has the rest of the weights.
  @Test func choices() {
    let stream = Random(seed: 6).stream("multinomial")
    let weights = Tensor([1, 0, 3])
    let draws = stream.multinomial(weights, count: 40_000, replacement: true)
    let first = draws.filter { $0 == 0 }.count
    #expect(abs(first - 10_000) < 5 * 87 && draws.allSatisfy { $0 == 0 || $0 == 2 })
    #expect(stream.multinomial(weights, count: 2).sorted() == [0, 2])
    #expect(stream.multinomial(Tensor([[0, 5, 0], [2, 0, 0]]), count: 1) == [1, 0])
    #expect(stream.multinomial(weights, count: 0) == [])

    let pairs = stream.multinomial(Tensor([1, 2, 1]).tiled([20_000, 1]), count: 2)
    var counts: [[Int]: Int] = [:]
    for row in 0..<20_000 { counts[Array(pairs[2 * row..<2 * row + 2]), default: 0] += 1 }
    for (pair, share) in [[0, 1]: 1.0 / 6, [0, 2]: 1.0 / 12, [1, 0]: 0.25, [1, 2]: 0.25] {
      let expected = 20_000 * share
      #expect(abs(Double(counts[pair]!) - expected) < 5 * (expected * (1 - share)).squareRoot())
    }
    #expect(counts.keys.allSatisfy { $0[0] != $0[1] })
    // Once in 4,097, hence 24 times, within five standard errors.
    let rare = stream.multinomial(Tensor([1, 0x1p-12]), count: 100_000, replacement: true)
    #expect((1...48).contains(rare.filter { $0 == 1 }.count))
  }

  /// The same on every machine.
  @Test func recordedChoices() {
    let stream = Random(seed: 2020).stream("choices")
    #expect(stream.bernoulli(Tensor.full([8], 0.5)).scalars == [0, 0, 0, 0, 1, 1, 0, 0])
    #expect(stream.multinomial(Tensor.arange(9), count: 4) == [7, 6, 5, 3])
    #expect(stream.multinomial(Tensor.arange(9), count: 4, replacement: true) == [8, 6, 5, 8])
  }
}
