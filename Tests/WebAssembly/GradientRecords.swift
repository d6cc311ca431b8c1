import GradientTable
import Tensors

/// Each row of the gradient table: the operation's result, the gradients of its inputs, and what central differences
/// find wrong.
func recordGradients() {
  for (index, row) in GradientCase.all.enumerated() {
    let parameters = row.inputs.map { Parameter($0) }
    var result = Tensor(0)
    let (value, gradients) = valueWithGradients {
      result = row.operation(parameters.map { $0.value })
      return square(result).sum()
    }
    let numbers = parameters.reduce(result.scalars + [value.item]) {
      $0 + (gradients[$1]?.scalars ?? [])
    }
    let faults = row.faults.joined(separator: "; ")
    // Not with the row's description: Embedded Swift prints no cases.
    record("row \(index) \(faults)", numbers)
  }
}
