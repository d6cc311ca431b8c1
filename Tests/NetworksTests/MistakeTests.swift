import Networks
import Tensors
import Testing

private struct Leaf: Module { let weight = Parameter(Tensor.zeros([3])) }

/// A reader's mistakes end the run with one line.
@Suite struct MistakeTests {
  /// Forgetting `: Module` on a part must not leave it untrained in silence.
  @Test func aPartThatIsNoModule() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      struct Forgotten { let inner = Leaf() }
      struct Network: Module { let part = Forgotten() }
      _ = Network().parameters
    }
    expectLine(
      "Module: part holds the parameter part.inner.weight, but its type, Forgotten, is no Module, so it"
        + " would go untrained", in: result)
  }

  @Test func anOptimizerOfAnotherModel() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (model, other) = (Leaf(), Leaf())
      Adam(other).update(with: valueWithGradients { model.weight.value.sum() }.gradients)
    }
    expectLine(
      "Adam: none of its 1 parameters has a gradient; was the loss computed with the model that it was"
        + " made for, inside valueWithGradients?", in: result)
  }

  @Test func inputsThatDoNotFit() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Linear(3, 5, random: Random(seed: 1).stream("linear"))(Tensor.ones([2, 4]))
    }
    expectLine("affine: [2, 4] × [3, 5]: the last axis of the input must have 3", in: result)
  }

  @Test func aBatchOfOneValue() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let norm = BatchNorm(3)
      _ = valueWithGradients { norm(Tensor.ones([1, 3])).sum() }
    }
    expectLine(
      "BatchNorm: [1, 3] has a single value for each channel; training needs more", in: result)
  }

  @Test func imagesWithChannelsFirst() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = BatchNorm(3)(Tensor.ones([2, 3, 4, 5]))
    }
    expectLine("BatchNorm: [2, 3, 4, 5] is not [batch, …, 3]", in: result)
  }

  @Test func aContextOfAnotherBatch() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let random = Random(seed: 1).stream("cross-attention")
      _ = CrossAttention(4, context: 3, random: random)(
        Tensor.ones([2, 5, 4]), to: Tensor.ones([1, 5, 3]))
    }
    expectLine(
      "CrossAttention: [2, 5, 4] attends to [1, 5, 3]: they must be [batch, …, 4] and [batch, …, 3]",
      in: result)
  }

  @Test func aTransposedConvolutionOfNothing() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = TransposedConv2d(3, 2, kernel: 0, random: Random(seed: 1).stream("transposed"))
    }
    expectLine("TransposedConv2d: 3 inputs, 2 outputs and a kernel of 0", in: result)
  }

  private func expectLine(_ line: String, in result: ExitTest.Result?) {
    let lines = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      .split(separator: "\n")
    #expect(lines.contains { $0 == line })
  }
}
