import Testing

@testable import Tensors

/// The exact bits of each kernel, recorded. They are the same on every CPU with fused multiply-add,
/// whatever its vectors hold, and on any number of threads; a change here changes every figure of the
/// book: then count `numericsVersion` up, so that kept weights are made anew.
/// `WALKTHROUGH_CPU=haswell swift test --filter BitsTests` runs them as compiled for another CPU.
@Suite(.serialized) struct BitsTests {
  func expect(_ recorded: String, _ make: () -> [Float]) {
    #expect(hashes(make) == [recorded, recorded])
  }

  func mapped(_ f: (Lanes) -> Lanes) -> [Float] {
    let x = arguments
    var y = x
    map(x.count, x, into: &y, f)
    return y
  }

  @Test func randomNumbers() {
    expect("c325f1137d824594") { normal(100_000, "normal") }
    expect("46da3cbe625833e0") {
      var values = [Float](repeating: 0, count: 100_000)
      Random(seed: 2020).stream("uniform").fillUniform(values.count, in: -2...3, into: &values)
      return values
    }
    let stream = Random(seed: 2020).stream("integers")
    #expect(stream.integers(8, below: 1000) == [133, 985, 222, 24, 593, 362, 858, 127])
    #expect(stream.permutation(8) == [5, 2, 3, 1, 4, 0, 7, 6])
  }

  @Test func vectorFunctions() {
    expect("b70b45ced3eaa02c") { mapped { exp($0) } }
    expect("e6da1a3cc485c0ed") { mapped { log($0 * $0) } }
    expect("559fa09331db1eb0") { mapped { sin($0) } }
    expect("cc0719e1819f44f7") { mapped { cos($0) } }
    expect("89e8c8a793014003") { mapped { tanh($0) } }
    expect("3681226cbfea6e32") { mapped { sigmoid($0) } }
    expect("2bb0343ae3b7368b") { mapped { softplus($0) } }
    expect("c72e47dd970fb853") { mapped { erf($0) } }
  }

  @Test func specialFunctions() {
    expect("75636d7e7b4838de") { mapped { expm1($0) } }
    expect("40da69150a736ea6") { mapped { log1p($0) } }
    let (bases, powers) = (abs(Tensor(arguments)), Tensor(normal(50_000, "powers")))
    expect("9a6d90dbab288612") { pow(bases, powers).scalars }
    expect("ae3ba98ec3b2bc86") { elu(Tensor(arguments)).scalars }
    expect("ce2fbc06d68b50a8") { leakyRelu(Tensor(arguments)).scalars }
    expect("3dc9a64e5da3f63b") {
      let x = Tensor(arguments)
      return (floor(x) + ceil(x) + round(x) + sign(x)).scalars
    }
  }

  @Test func lines() {
    let x = Tensor(normal(60_000, "lines"), shape: [20, 300, 10])
    expect("ad3a01ee5c377f1a") { x.norm(axis: 1).scalars + x.standardDeviation(axis: 1).scalars }
    expect("131f731f058121b5") { x.product(axis: 2).scalars }
    expect("a2eb78a072d62abe") {
      x.sorted(axis: 1).values.scalars + x.topK(7, axis: 1).values.scalars
    }
    expect("a0db431c5c4aca9") {
      let parameter = Parameter(x)
      return valueWithGradients {
        let y = parameter.value.padded(axis: 1, before: 9, after: 8, mode: .reflect)
        return square(y.rolled(by: 3, axis: 0).flipped(axis: 2).tiled([2, 1])).sum()
      }.gradients[parameter]!.scalars
    }
  }

  @Test func enlarged() {
    let x = Tensor(normal(4 * 9 * 9 * 20, "x"), shape: [4, 9, 9, 20])
    let weight = Tensor(normal(4 * 4 * 20 * 24, "weight"), shape: [4, 4, 20, 24])
    expect("ec6de464d34cc16a") {
      let (input, kernel) = (Parameter(x), Parameter(weight))
      return valueWithGradients {
        square(transposedConv2d(input.value, weight: kernel.value, stride: 2, padding: 1)).sum()
      }.gradients[input]!.scalars
    }
    expect("2e690b7e839f779b") { upsampleBilinear(x, factor: 3).scalars }
    expect("a0472a5a47a861b2") {
      let rows = x.reshaped([-1, 20])
      let (mean, variance) = (rows.mean(axis: 0), rows.variance(axis: 0))
      let (gain, bias) = (Tensor.arange(20), Tensor.ones([20]))
      return batchNorm(x, mean: mean, variance: variance, gain: gain, bias: bias).scalars
    }
  }

  @Test func masked() {
    let q = Tensor(normal(8 * 40 * 32, "q"), shape: [8, 40, 32])
    expect("1dff06f848736c20") { attention(q, q, q, mask: .causal).scalars }
  }

  @Test func lossesOfProbabilities() {
    let (x, y) = (Tensor(arguments), sigmoid(Tensor(normal(50_000, "target"))))
    expect("f91356c2423718da") { [binaryCrossEntropy(logits: x, target: y).item] }
    expect("168bcebba84accc2") { [binaryCrossEntropy(probabilities: sigmoid(x), target: y).item] }
    expect("d2a169b2b5e38323") {
      let (p, q) = (y.reshaped([50, 1000]), log(sigmoid(x)).reshaped([50, 1000]))
      return [klDivergence(logProbabilities: clamp(q, -9...0), target: p).item]
    }
  }

  @Test func products() {
    let (a, b) = (normal(700 * 611, "a"), normal(611 * 330, "b"))
    for (recorded, m, n, k) in [
      ("a55d66c309c59c47", 700, 330, 611), ("d71294172feb5c16", 512, 128, 128),
      ("2fe7b1e10f60a6e6", 512, 4, 128), ("8cce3894e16a84ff", 2, 128, 512),
      ("e7ee8781cbd3a4d4", 300, 100, 3),
    ] {
      expect(recorded) {
        var c = [Float](repeating: 0, count: m * n)
        multiply(
          m, n, k, a, aRowStride: k, aColumnStride: 1, b, bRowStride: n, bColumnStride: 1,
          into: &c, cRowStride: n)
        return c
      }
    }
  }

  @Test func convolutions() {
    for (recorded, size, inputs, outputs, kernel) in [
      ("d4615e4b85f8f163", 14, 20, 40, 3), ("ba5dade597575264", 9, 1, 32, 7),
      ("a1ee8926ce4c0004", 8, 16, 3, 5),
      ("922bdc22e65a8a16", 7, 48, 32, 3),
    ] {
      let (x, weight) = (
        Tensor(normal(4 * size * size * inputs, "x"), shape: [4, size, size, inputs]),
        Tensor(
          normal(kernel * kernel * inputs * outputs, "weight"),
          shape: [kernel, kernel, inputs, outputs])
      )
      expect(recorded) {
        let (input, kernelWeight) = (Parameter(x), Parameter(weight))
        let (_, gradients) = valueWithGradients {
          square(conv2d(input.value, weight: kernelWeight.value, padding: kernel / 2)).sum()
        }
        return conv2d(x, weight: weight, padding: kernel / 2).scalars
          + gradients[input]!.scalars + gradients[kernelWeight]!.scalars
      }
    }
  }

  @Test func reductions() {
    let x = normal(600_000, "reduced")
    for (recorded, outer, axis, inner) in [
      ("766a1cbdfe318b4c", 1, 600_000, 1), ("ac075e092a4b706", 600, 1000, 1),
      ("a7f98ea48e1c7aa4", 3, 200_000, 1), ("f1a54c33119f4bc5", 2, 10_000, 30),
      ("c2bc5cab35dbf1ab", 1, 9375, 64),
    ] {
      expect(recorded) {
        var sums = [Float](repeating: 0, count: outer * inner)
        Reduction.sum((outer, axis, inner), x, into: &sums)
        return sums
      }
    }
  }

  @Test func scalarFunctions() {
    expect("900098bc2ec85c0e") {
      arguments.flatMap { x -> [Float] in
        let x = Double(x)
        let values: [Double] = [
          exp(x), log(abs(x)), log2(abs(x)), log10(abs(x)), sin(x), cos(x), tanh(x), erf(x),
          pow(abs(x), 0.3),
        ]
        return values.flatMap { value in
          [Float(bitPattern: UInt32(truncatingIfNeeded: value.bitPattern)), Float(value)]
        }
      }
    }
  }
}
