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

  private func expectLine(_ line: String, in result: ExitTest.Result?) {
    let lines = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      .split(separator: "\n")
    #expect(lines.contains { $0 == line })
  }
}
