@testable import Tensors

extension Mistake {
  static let all =
    creation + elementwise + shapes + products + tape + backward + operations

  private static let (x23, x34, x4) = (Tensor.ones([2, 3]), Tensor.ones([3, 4]), Tensor.ones([4]))

  private static let creation = [
    Mistake("Tensor: 3 values do not fill the shape [2, 2], which holds 4") {
      _ = Tensor([1, 2, 3], shape: [2, 2])
    },
    Mistake("Tensor: row 1 has 1 values where row 0 has 2") { _ = Tensor([[1, 2], [3]]) },
    Mistake("shape: an axis cannot have length -2") { _ = Tensor.zeros([3, -2]) },
    Mistake("item: [2, 3] holds 6 numbers, not one") { _ = x23.item },
  ]

  private static let elementwise = [
    Mistake(
      "+: [2, 3] and [4] do not broadcast: aligned at the last axis, lengths must be equal or 1"
    ) {
      _ = x23 + x4
    },
    Mistake(
      ".>: [2, 3] and [4] do not broadcast: aligned at the last axis, lengths must be equal or 1"
    ) {
      _ = x23 .> x4
    },
    Mistake(
      ".>=: [4] and [2, 3] do not broadcast: aligned at the last axis, lengths must be equal or 1"
    ) {
      _ = x4 .>= x23
    },
    Mistake(
      "maximum: [2, 3] and [3, 4] do not broadcast: aligned at the last axis, lengths must be equal or 1"
    ) {
      _ = maximum(x23, x34)
    },
    Mistake(
      "select: [2, 3] and [4] do not broadcast: aligned at the last axis, lengths must be equal or 1"
    ) {
      _ = select(x23, x4, x4)
    },
    Mistake("mse: the prediction [2, 3] and the target [3, 4] differ in shape") {
      _ = mse(x23, x34)
    },
    Mistake("mse: the prediction [3, 1] and the target [3] differ in shape") {
      _ = mse(Tensor.ones([3, 1]), Tensor.ones([3]))
    },
  ]

  private static let shapes = [
    Mistake("sum: [2, 3] has no axis 2: it has 2 axes") { _ = x23.sum(axis: 2) },
    Mistake("mean: [2, 3] has no axis 2: it has 2 axes") { _ = x23.mean(axis: 2) },
    Mistake("variance: [2, 3] has no axis -3: it has 2 axes") { _ = x23.variance(axis: -3) },
    Mistake("min: [2, 3] has no axis 2: it has 2 axes") { _ = x23.min(axis: 2) },
    Mistake("argmin: [2, 3] has no axis 2: it has 2 axes") { _ = x23.argmin(axis: 2) },
    Mistake("argmin: the axis 1 of [3, 0] has no elements") {
      _ = Tensor.zeros([3, 0]).argmin(axis: -1)
    },
    Mistake("min: [0] has no elements") { _ = Tensor([]).min() },
    Mistake("max: [2, 0] has no elements") { _ = Tensor.zeros([2, 0]).max() },
    Mistake("min: the axis 0 of [0, 3] has no elements") { _ = Tensor.zeros([0, 3]).min(axis: 0) },
    Mistake("logSoftmax: [2, 3] has no axis 5: it has 2 axes") { _ = logSoftmax(x23, axis: 5) },
    Mistake("logSumExp: [2, 0] has no elements along the axis -1") {
      _ = logSumExp(Tensor.zeros([2, 0]))
    },
    Mistake("softmax: [2, 3] has no axis -3: it has 2 axes") { _ = softmax(x23, axis: -3) },
    Mistake("max: the axis 0 of [0, 3] has no elements") { _ = Tensor.zeros([0, 3]).max(axis: 0) },
    Mistake("reshaped: [2, 3] holds 6 numbers, [4, 2] would hold 8") { _ = x23.reshaped([4, 2]) },
    Mistake("reshaped: the 6 numbers of [2, 3] do not divide into [4, -1]") {
      _ = x23.reshaped([4, -1])
    },
    Mistake("squeezed: the axis 0 of [2, 3] has length 2, not 1") { _ = x23.squeezed(at: 0) },
    Mistake("broadcast: [2, 3] does not broadcast to [3]") { _ = x23.broadcast(to: [3]) },
    Mistake("transposed: [4] has no two axes to exchange") { _ = x4.transposed() },
    Mistake("transposed: [0, 0] does not name each axis of [2, 3] once") {
      _ = x23.transposed(permutation: [0, 0])
    },
    Mistake("subscript: 2 is out of range: the first axis of [2, 3] has 2") { _ = x23[2] },
    Mistake("subscript: 1..<4 is out of range: axis 0 of [2, 3] has 2") { _ = x23[1..<4] },
    Mistake("subscript: [] has no axis 0: it has 0 axes") { _ = Tensor(1)[1...] },
    Mistake("stack: nothing to put together") { _ = stack([]) },
    Mistake("slice: 1..<4 is out of range: axis 1 of [2, 3] has 3") {
      _ = x23.slice(axis: 1, 1..<4)
    },
    Mistake("rows: 5 is out of range: the first axis of [2, 3] has 2") { _ = x23.rows([0, 5]) },
    Mistake("concatenate: [2, 3] and [3, 4] differ in an axis other than 0") {
      _ = concatenate([x23, x34], axis: 0)
    },
    Mistake("stack: [2, 3] and [4] differ") { _ = stack([x23, x4]) },
  ]

  private static let products = [
    Mistake("matmul: [3, 4] × [2, 3]: the inner dimensions 4 and 2 differ") {
      _ = matmul(x34, x23)
    },
    Mistake("matmul: [3, 4] × [4]: both must be matrices, with two axes or more") {
      _ = matmul(x34, x4)
    },
    Mistake("matmul: [2, 1, 3] × [4, 3, 1]: the axes in front of the matrices do not broadcast") {
      _ = matmul(Tensor.ones([2, 1, 3]), Tensor.ones([4, 3, 1]))
    },
    Mistake("huber: delta is 0.0, it must be positive") {
      _ = huber(Tensor.ones([2]), Tensor.ones([2]), delta: 0)
    },
    Mistake("crossEntropy: label 3 is not in 0..<3") {
      _ = crossEntropy(Tensor.ones([1, 3]), labels: [3])
    },
    Mistake("affine: [2, 3] × [4, 1]: the last axis of the input must have 4") {
      _ = affine(x23, weight: Tensor.ones([4, 1]), bias: Tensor.ones([1]))
    },
  ]

  private static let tape = [
    Mistake(
      "valueWithGradients: the result has the shape [2, 3]; it must be a single number, such as a mean"
        + " or a sum"
    ) { _ = valueWithGradients { x23 } },
    Mistake("Parameter: a value of shape [4] for a parameter of shape [2, 3]") {
      Parameter(x23).value = x4
    },
    Mistake(
      "Parameter: changed inside the valueWithGradients that has read it; change it afterwards"
    ) {
      let parameter = Parameter(Tensor(1))
      _ = valueWithGradients {
        let value = parameter.value
        parameter.value = value * 2
        return value
      }
    },
  ]

  /// Faulty pullbacks name their op, of one character too. After the backward pass no op is named.
  private static let backward = [
    Mistake(
      "backward pass of doubled: +: [2, 3] and [4] do not broadcast: aligned at the last axis, lengths"
        + " must be equal or 1"
    ) { differentiate { (2 * $0.detached).recorded("doubled", $0) { $0 + x4 } } },
    Mistake("backward pass of *: reshaped: [2, 3] holds 6 numbers, [4] would hold 4") {
      differentiate { $0.detached.recorded("*", $0) { $0.reshaped(to: [4]) } }
    },
    // An op made of others is named as it was called.
    Mistake("backward pass of attention: reshaped: [2, 3] holds 6 numbers, [4] would hold 4") {
      differentiate { x in
        recording(as: "attention") {
          x.detached.recorded("matmul", x) { $0.reshaped(to: [4]) }.expanded(at: 0)
        }
      }
    },
    Mistake(
      "+: [2, 3] and [4] do not broadcast: aligned at the last axis, lengths must be equal or 1"
    ) {
      differentiate { $0 * $0 }
      _ = x23 + x4
    },
  ]

  private static func differentiate(_ op: (Tensor) -> Tensor) {
    let parameter = Parameter(x23)
    _ = valueWithGradients { exp(op(parameter.value)).sum() }
  }
}
