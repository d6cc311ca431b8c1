import Foundation
import Networks
import Tensors
import Testing

/// Each operation and its gradients against what PyTorch computed; `Recorded/operations.py` made the values, under
/// the same names.
@Suite struct PyTorchOperationTests {
  @Test(arguments: PyTorchOperation.all.map(\.name))
  func givesWhatPyTorchGives(_ name: String) throws {
    let recorded = try #require(PyTorchOperation.recorded[name])
    let values = recorded.gradients.enumerated().map { formula($1.shape, 37 + 2 * $0) }
    let (parameters, operation) = PyTorchOperation.all.first { $0.name == name }!.prepare(values)
    var output = Tensor(0)
    if recorded.gradients.isEmpty { output = operation() }
    let gradients = valueWithGradients {
      if recorded.gradients.isEmpty { return Tensor(0) }
      output = operation()
      return (output * formula(recorded.output.shape, 29)).sum()
    }.gradients
    #expect(output.shape == Shape(recorded.output.shape))
    expectEqual(output, recorded.output, name)
    for (index, (input, expected)) in zip(parameters, recorded.gradients).enumerated() {
      let gradient = try #require(gradients[input], "\(name), input \(index)")
      #expect(gradient.shape == input.shape)
      expectEqual(gradient, expected, "\(name), input \(index)")
    }
  }

  @Test func everyRecordedValueIsCompared() {
    #expect(PyTorchOperation.all.map(\.name).sorted() == PyTorchOperation.recorded.keys.sorted())
  }

  /// Sums of a few dozen numbers, each rounded to 2⁻²⁴ some ten times; what is not finite is the same.
  private func expectEqual(_ tensor: Tensor, _ expected: Recorded.Numbers, _ name: String) {
    let scale = max(1, expected.values.filter(\.isFinite).map(\.magnitude).max() ?? 1)
    for (ours, theirs) in zip(tensor.scalars, expected.values) {
      let isSame = ours == theirs || ours.isNaN && theirs.isNaN
      #expect(isSame || abs(ours - theirs) < 2e-6 * scale, "\(name): \(ours), not \(theirs)")
    }
  }
}
