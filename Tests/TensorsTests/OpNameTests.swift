import Testing

@testable import Tensors

/// Each op is recorded, and traps in a backward pass, under the name that a reader has written.
@Suite struct OpNameTests {
  /// The names on the tape after `body`.
  private func names(_ body: (Tensor) -> Tensor) -> Set<String> {
    let parameter = Parameter(Tensor.arange(64).reshaped([2, 4, 4, 2]) + 1)
    var names: Set<String> = []
    _ = valueWithGradients {
      let x = parameter.value
      _ = body(x)
      names = Set(Tape.current!.edges.map { String(cString: $0.op) })
      return Tensor(0)
    }
    return names
  }

  @Test func opsOfOne() {
    #expect(names { $0.sum() } == ["sum"] && names { $0.sum(axis: 1) } == ["sum"])
    #expect(names { $0.mean() } == ["mean"] && names { $0.mean(axis: 1) } == ["mean"])
    #expect(names { $0.variance() } == ["variance"])
    #expect(names { $0.variance(axis: -1, keepingDimension: true) } == ["variance"])
    #expect(names { $0.max() } == ["max"] && names { $0.max(axis: 0) } == ["max"])
    #expect(names { $0.min() } == ["min"] && names { $0.min(axis: 0) } == ["min"])
    #expect(names { $0[1] } == ["subscript"] && names { $0[0..<1] } == ["subscript"])
    #expect(names { $0.slice(axis: 1, 1..<3) } == ["slice"])
    #expect(names { $0.expanded(at: 0) } == ["expanded"])
    #expect(names { $0[..<1].squeezed(at: 0) } == ["subscript", "squeezed"])
    #expect(names { stack([$0, $0]) } == ["stack"])
    #expect(names { concatenate([$0, $0]) } == ["concatenate"])
    #expect(names { spaceToDepth($0) } == ["spaceToDepth"])
    #expect(
      names { depthToSpace(concatenate([$0, $0], axis: 3)) } == ["concatenate", "depthToSpace"])
    #expect(names { averagePool($0) } == ["averagePool"] && names { maxPool($0) } == ["maxPool"])
    #expect(names { logSumExp($0) } == ["logSumExp"] && names { softmax($0) } == ["softmax"])
    #expect(names { logSoftmax($0) } == ["logSoftmax"])
    #expect(names { select($0 .> 3, $0, $0 - 1) } == ["select", "-"])
  }

  @Test func operators() {
    #expect(names { $0 - 2 } == ["-"] && names { 2 - $0 } == ["-"] && names { -$0 } == ["-"])
    #expect(names { $0 + 2 } == ["+"] && names { 2 + $0 } == ["+"] && names { $0 - $0 } == ["-"])
    #expect(names { $0 * 2 } == ["*"] && names { 2 * $0 } == ["*"])
    #expect(names { $0 / 2 } == ["/"] && names { 2 / $0 } == ["/"])
    #expect(
      names { x in
        var y = x
        y -= 1
        return y
      } == ["-"])
    #expect(names { maximum($0, Tensor(3)) } == ["maximum"])
    #expect(names { minimum($0, Tensor(3)) } == ["minimum"])
  }

  @Test func layers() {
    let matrix = Tensor.ones([2, 2])
    #expect(names { matmul($0, matrix) } == ["matmul"])
    #expect(names { affine($0, weight: matrix, bias: Tensor([0, 0])) } == ["affine"])
    #expect(names { attention($0, $0, $0) } == ["attention"])
    #expect(names { linearAttention($0, $0, $0) } == ["linearAttention"])
    for (kernel, outputs, stride) in [(1, 2, 1), (3, 16, 1), (3, 2, 1), (2, 16, 2), (1, 3, 2)] {
      let weight = Parameter(Tensor.ones([kernel, kernel, 2, outputs]))
      let bias = Parameter(Tensor.zeros([outputs]))
      let all = names {
        conv2d($0, weight: weight.value, bias: bias.value, stride: stride, padding: kernel / 2)
      }
      #expect(all == ["conv2d"])
    }
    let ones = Tensor.ones([2])
    #expect(names { groupNorm($0, groups: 1, gain: ones, bias: ones) } == ["groupNorm"])
    #expect(names { layerNorm($0, gain: ones, bias: ones) } == ["layerNorm"])
    #expect(names { rmsNorm($0, gain: ones) } == ["rmsNorm"])
    #expect(names { mse($0, $0 - 1) } == ["mse", "-"])
    #expect(
      names { crossEntropy($0.reshaped([32, 2]), labels: [Int](repeating: 0, count: 32)) }
        == ["reshaped", "crossEntropy"])
  }
}
