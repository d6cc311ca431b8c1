import Testing

@testable import Tensors

/// Minimal filtering costs accuracy: these bounds say how much. Each error is the root mean square over all
/// outputs, against sums in double precision, divided by that of the definition's own chain of multiply-adds.
@Suite struct WinogradTests {
  private struct Case {
    let x, weight, upstream: [Float]
    let batch, height, width, inputs, outputs, taps, padding: Int

    var rows: Int { height + 2 * padding - taps + 1 }
    var columns: Int { width + 2 * padding - taps + 1 }

    /// Calls `body` with each product of the definition: the places of its factors in x, weight and the output.
    func forProducts(_ body: (_ x: Int, _ weight: Int, _ y: Int) -> Void) {
      for b in 0..<batch {
        for r in 0..<taps {
          for s in 0..<taps {
            for row in 0..<rows where (0..<height).contains(row + r - padding) {
              for column in 0..<columns where (0..<width).contains(column + s - padding) {
                let pixel = (b * height + row + r - padding) * width + column + s - padding
                let output = (b * rows + row) * columns + column
                for i in 0..<inputs {
                  for o in 0..<outputs {
                    body(
                      pixel * inputs + i, ((r * taps + s) * inputs + i) * outputs + o,
                      output * outputs + o)
                  }
                }
              }
            }
          }
        }
      }
    }

    /// Forward, the input's gradient, the weight's: sums in the precision of `T`, by fused multiply-adds.
    func direct<T: BinaryFloatingPoint>(_: T.Type) -> [[T]] {
      var y = [T](repeating: 0, count: batch * rows * columns * outputs)
      var dx = [T](repeating: 0, count: x.count)
      var dw = [T](repeating: 0, count: weight.count)
      forProducts { i, w, o in
        y[o].addProduct(T(x[i]), T(weight[w]))
        dx[i].addProduct(T(upstream[o]), T(weight[w]))
        dw[w].addProduct(T(x[i]), T(upstream[o]))
      }
      return [y, dx, dw]
    }
  }

  /// Batch, height, width, inputs, outputs, taps, padding.
  static let sizes = [
    [2, 14, 14, 32, 32, 3, 1], [8, 7, 7, 64, 64, 3, 1], [1, 9, 11, 16, 48, 3, 1],
    [2, 8, 6, 32, 16, 3, 0], [3, 5, 5, 16, 32, 3, 2], [2, 14, 14, 16, 32, 5, 2],
    [4, 7, 7, 32, 32, 5, 2], [2, 9, 7, 16, 16, 5, 0], [1, 6, 8, 48, 16, 5, 4],
  ]

  @Test(arguments: sizes) func errsLittleMoreThanTheDefinition(_ size: [Int]) {
    let (batch, height, width, inputs, outputs) = (size[0], size[1], size[2], size[3], size[4])
    let (taps, padding) = (size[5], size[6])
    let random = Random(seed: 11).stream("winograd")
    let x = Parameter(random.normal([batch, height, width, inputs]))
    let weight = Parameter(random.normal([taps, taps, inputs, outputs]))
    var y = Tensor(0)
    var upstream = Tensor(0)
    let (_, gradients) = valueWithGradients {
      y = conv2d(x.value, weight: weight.value, padding: padding)
      upstream = random.normal(y.shape)
      return (y * upstream).sum()
    }
    let example = Case(
      x: x.value.scalars, weight: weight.value.scalars, upstream: upstream.scalars, batch: batch,
      height: height, width: width, inputs: inputs, outputs: outputs, taps: taps, padding: padding)
    let (exact, chain) = (example.direct(Double.self), example.direct(Float.self))
    let results = [y.scalars, gradients[x]!.scalars, gradients[weight]!.scalars]
    for (index, result) in results.enumerated() {
      func error(_ values: [Float]) -> Double {
        zip(values, exact[index]).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
          .squareRoot()
      }
      #expect(error(result) <= 6 * error(chain[index]))
      #expect(error(result) > 0)
    }
  }

  /// Outside of training a transformed kernel is kept with a weight's numbers, and forgotten when they change.
  @Test func keptKernelsFollowTheirWeights() {
    let random = Random(seed: 12).stream("kept kernels")
    let (x, wide) = (random.normal([1, 7, 7, 16]), random.normal([1, 7, 7, 32]))
    let weight = Parameter(random.normal([3, 3, 16, 32]))
    func convolved() -> [Float] { conv2d(x, weight: weight.value, padding: 1).scalars }
    func fresh() -> [Float] { conv2d(x, weight: 1 * weight.value, padding: 1).scalars }
    let first = convolved()
    #expect(first == convolved() && first == fresh())
    // Written in place, twice; a tensor that was read before keeps its numbers.
    weight.mutablePointer()[5] += 1
    #expect(convolved() == fresh() && convolved() != first)
    let held = weight.value
    let second = convolved()
    weight.mutablePointer()[7] -= 2
    #expect(convolved() == fresh() && convolved() != second)
    #expect(conv2d(x, weight: held, padding: 1).scalars == second)
    // Another value, and the one before again.
    weight.value = -held
    #expect(convolved() == fresh())
    weight.value = held
    #expect(convolved() == second)
    // Added to in place.
    var sum = 1 * held
    _ = conv2d(x, weight: sum, padding: 1)
    sum.add(held)
    #expect(
      conv2d(x, weight: sum, padding: 1).scalars
        == conv2d(x, weight: held + held, padding: 1).scalars)
    // The same numbers as a kernel of other sizes.
    let turned = weight.value.reshaped([3, 3, 32, 16])
    let expected = conv2d(wide, weight: 1 * turned, padding: 1).scalars
    #expect(conv2d(wide, weight: turned, padding: 1).scalars == expected)
    #expect(convolved() == second)
    // While gradients are recorded.
    let (value, _) = valueWithGradients { conv2d(x, weight: weight.value, padding: 1).sum() }
    #expect(value.item == conv2d(x, weight: 1 * held, padding: 1).sum().item)
  }

  /// Networks that share weights may run on several threads at once.
  @Test func kernelsAreKeptFromManyThreads() async {
    let random = Random(seed: 13).stream("kept kernels")
    let (x, weight) = (random.normal([1, 7, 7, 16]), random.normal([3, 3, 16, 16]))
    let expected = conv2d(x, weight: 1 * weight, padding: 1).scalars
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<64 {
        group.addTask { conv2d(x, weight: weight, padding: 1).scalars == expected }
      }
      for await isEqual in group { #expect(isEqual) }
    }
  }
}
