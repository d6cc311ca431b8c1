import Networks
import Tensors
import Testing

/// Single operations, their outputs and gradients, against what PyTorch computed.
@Suite struct OperationTests {
  /// Sums of a few dozen numbers around 1, each rounded to 2⁻²⁴ some ten times.
  let tolerance: Float = 2e-6

  private func expectAsInPyTorch(_ name: String, _ operation: ([Tensor]) -> Tensor) {
    let recorded = Recorded.pytorch.operations[name]!
    let inputs = recorded.gradients.enumerated().map {
      Parameter(formula($1.shape, 37 + 2 * $0))
    }
    let weights = formula(recorded.output.shape, 29)
    let output = operation(inputs.map(\.value))
    #expect(output.shape == Shape(recorded.output.shape))
    #expect(distance(output, recorded.output.tensor) < tolerance, "\(name)")
    let (_, gradients) = valueWithGradients { (operation(inputs.map(\.value)) * weights).sum() }
    for (index, (input, expected)) in zip(inputs, recorded.gradients).enumerated() {
      let scale = max(1, abs(expected.tensor).max().item)
      #expect(
        distance(gradients[input]!, expected.tensor) < tolerance * scale, "\(name), input \(index)")
    }
  }

  @Test func norms() {
    expectAsInPyTorch("groupNorm") {
      groupNorm(
        $0[0], groups: 4, gain: $0[1], bias: $0[2],
        modulation: Modulation(scale: $0[3], shift: $0[4]), activation: .silu)
    }
    expectAsInPyTorch("rmsNorm") {
      rmsNorm(
        $0[0], gain: $0[1], modulation: Modulation(scale: $0[2], shift: $0[3]), activation: .silu)
    }
    expectAsInPyTorch("layerNorm") { layerNorm($0[0], gain: $0[1], bias: $0[2]) }
  }

  @Test func attentions() {
    expectAsInPyTorch("attention") { attention($0[0], $0[1], $0[2]) }
    expectAsInPyTorch("linearAttention") { linearAttention($0[0], $0[1], $0[2]) }
  }

  @Test func activations() {
    expectAsInPyTorch("gelu") { gelu(6 * $0[0]) }
    expectAsInPyTorch("silu") { silu(6 * $0[0]) }
  }

  @Test func losses() {
    expectAsInPyTorch("huber") { huber(3 * $0[0], $0[1]) }
    expectAsInPyTorch("l1") { l1($0[0], $0[1]) }
    expectAsInPyTorch("crossEntropy") { crossEntropy(9 * $0[0], labels: [2, 0, 3, 2]) }
  }

  /// Angles of up to 999, rounded to 2⁻²⁴ of that.
  @Test func sinusoidalEmbedding() {
    let embedded = SinusoidalEmbedding(8)(Tensor([0, 1, 7, 999]))
    #expect(distance(embedded, Recorded.pytorch.sinusoidal.tensor) < 2e-4)
  }
}
