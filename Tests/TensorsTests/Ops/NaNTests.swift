import Testing

@testable import Tensors

/// NaN wins every comparison, whichever side and lane it is on; gradients there are PyTorch 2.13's, recorded.
@Suite struct NaNTests {
  private let nan = Float.nan

  /// Equal, with all NaNs alike and zeros told apart.
  private func expect(_ x: Tensor, _ expected: [Float]) {
    #expect("\(x.scalars)" == "\(expected)")
  }

  @Test func eitherSideWins() {
    expect(maximum(Tensor([nan, 2, nan]), Tensor([2, nan, nan])), [nan, nan, nan])
    expect(minimum(Tensor([nan, 2, nan]), Tensor([2, nan, nan])), [nan, nan, nan])
    expect(maximum(Tensor([nan, 2, -.infinity]), Tensor(1)), [nan, 2, 1])
    expect(minimum(Tensor(1), Tensor([nan, 2, -.infinity])), [nan, 1, -.infinity])
    expect(maximum(Tensor(nan), Tensor([1, .infinity])), [nan, nan])
    expect(minimum(Tensor([1, -.infinity]), Tensor(nan)), [nan, nan])
    expect(clamp(Tensor([nan, 2, -2, 0.5]), -1...1), [nan, 1, -1, 0.5])
    // The default NaN of x86, which is negative, and one with a payload.
    for odd in [-Float.nan, Float(nan: 9, signaling: false)] {
      expect(maximum(Tensor([odd, 2]), Tensor([2, odd])), [nan, nan])
    }
  }

  /// Every lane of whole vectors and of tails, in rows, repeated numbers and columns.
  @Test(arguments: [1, 2, 15, 16, 17, 31, 40])
  func everyLane(_ length: Int) {
    for lane in 0..<length {
      var values = (0..<length).map { Float($0 % 7) - 3 }
      values[lane] = nan
      let (x, y) = (Tensor(values), Tensor.zeros([length]))
      for result in [
        maximum(x, y), maximum(y, x), minimum(x, y), minimum(y, x), maximum(x, Tensor(0)),
        minimum(Tensor(0), x), clamp(x, -1...1), maximum(x, Tensor.zeros([2, 1]))[1],
      ] {
        let isNaN = result.scalars.map(\.isNaN)
        #expect(isNaN[lane] && isNaN.count { $0 } == 1)
      }
      #expect(x.max().item.isNaN && x.min().item.isNaN)
      #expect(x.argmax(axis: 0) == [lane] && x.argmin(axis: 0) == [lane])
      let rows = stack([y, x, y])
      #expect(rows.max(axis: 1).scalars.map(\.isNaN) == [false, true, false])
      #expect(rows.min(axis: 1).scalars.map(\.isNaN) == [false, true, false])
      #expect(rows.max(axis: 0).scalars.map(\.isNaN) == x.scalars.map(\.isNaN))
      #expect(rows.min(axis: 0).scalars.map(\.isNaN) == x.scalars.map(\.isNaN))
      #expect(rows.argmax(axis: 1)[1] == lane && rows.argmin(axis: 0)[lane] == 1)
    }
  }

  @Test func theFirstNaNHasThePosition() {
    let x = Tensor([[1, nan, 3, nan], [nan, nan, 0, 9], [4, 4, 1, 1]])
    #expect(x.argmax(axis: 1) == [1, 0, 0])
    #expect(x.argmin(axis: 1) == [1, 0, 2])
    #expect(x.argmax(axis: 0) == [1, 0, 0, 0])
    expect(x.max(axis: 1), [nan, nan, 4])
    expect(x.min(axis: 0), [nan, nan, 0, nan])
  }

  /// −0 is less than 0, from either side; the position is the first's, as in NumPy and PyTorch.
  @Test func zerosHaveASign() {
    let (x, y) = (Tensor([0, -0.0, -0.0, 0]), Tensor([-0.0, 0, -0.0, 0]))
    expect(maximum(x, y), [0, 0, -0.0, 0])
    expect(minimum(x, y), [-0.0, -0.0, -0.0, 0])
    for values in [[0, -0.0], [-0.0, 0], [-0.0, 0, -1, 1].map { $0 * 0 }] as [[Float]] {
      expect(Tensor(values).max(), [0])
      expect(Tensor(values).min(), [-0.0])
    }
    expect(Tensor([-0.0, -0.0]).max(), [-0.0])
    #expect(Tensor([-0.0, 0]).argmax(axis: 0) == [0] && Tensor([0, -0.0]).argmin(axis: 0) == [0])
    expect(-Tensor([0, -0.0, 1]), [-0.0, 0, -1])
    expect(abs(Tensor([0, -0.0])), [0, 0])
    expect(clamp(Tensor([-0.0]), 0...1), [-0.0])
  }

  @Test func gradientsOfPairs() {
    let (x, y) = (
      Parameter(Tensor([nan, 2, nan, 1, 0, 3])), Parameter(Tensor([2, nan, nan, 1, -0.0, 4]))
    )
    let larger = valueWithGradients { maximum(x.value, y.value).sum() }.gradients
    #expect(larger[x]!.scalars == [1, 1, 1, 0.5, 0.5, 0])
    #expect(larger[y]!.scalars == [1, 1, 1, 0.5, 0.5, 1])
    let smaller = valueWithGradients { minimum(x.value, y.value).sum() }.gradients
    #expect(smaller[x]!.scalars == [1, 1, 1, 0.5, 0.5, 1])
    #expect(smaller[y]!.scalars == [1, 1, 1, 0.5, 0.5, 0])
  }

  @Test func gradientsOfOne() {
    func gradient(_ x: [Float], _ f: (Tensor) -> Tensor) -> [Float] {
      let parameter = Parameter(Tensor(x))
      return valueWithGradients { f(parameter.value).sum() }.gradients[parameter]!.scalars
    }
    #expect(gradient([nan, 2, 1, 0.5]) { clamp($0, -1...1) } == [0, 0, 1, 1])
    #expect(gradient([nan, 2, nan, 1]) { $0.max() } == [0.5, 0, 0.5, 0])
    #expect(gradient([nan, 2, nan, 1]) { $0.min() } == [0.5, 0, 0.5, 0])
    #expect(
      gradient([1, 2, 2, nan]) { stack([$0[..<3], $0[1...]]).max(axis: 1) } == [0, 0.5, 0.5, 1])
    #expect(gradient([nan, 0, -0.0, -3]) { abs($0) } == [0, 0, 0, -1])
    #expect(gradient([nan, -0.0, 0]) { relu($0) } == [1, 0, 0])
    #expect(
      gradient([2, nan, nan, 1]) { maxPool($0.reshaped([1, 2, 2, 1])) } == [0, 1, 0, 0])
  }

  /// Whatever sign the CPU gives it.
  @Test func leavesTheEngineAsOne() {
    let x = Tensor([0, 1])
    for value in (x / x).scalars + [(x / x)[0].item, log(Tensor(-1)).item, sqrt(Tensor(-1)).item] {
      #expect(!value.isNaN || value.bitPattern == Float.nan.bitPattern)
      #expect("\(value)" == "nan" || value == 1)
    }
    #expect("\(softmax(Tensor([-Float.infinity, -.infinity])).scalars)" == "[nan, nan]")
    #expect(Tensor([-nan, -0.0, 1]).description == "[nan,   0,   1] [3]")
    #expect(Tensor([-nan, -0.0, 0.5]).description == "[   nan, 0.0000, 0.5000] [3]")
    #expect(Tensor([-.infinity, -0.0, 1e9]).description == "[    -inf, 0.0000e0, 1.0000e9] [3]")
  }
}
