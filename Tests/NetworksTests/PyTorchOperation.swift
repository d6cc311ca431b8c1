import Foundation
import Networks
import Tensors

/// An operation whose values PyTorch has recorded, under the name that `Recorded/operations.py` has for it.
struct PyTorchOperation {
  let name: String
  /// The parameters with these values, and the operation on them.
  let prepare: ([Tensor]) -> (parameters: [Parameter], operation: () -> Tensor)

  init(_ name: String, _ operation: @escaping ([Tensor]) -> Tensor) {
    self.name = name
    prepare = { inputs in
      let parameters = inputs.map { Parameter($0) }
      return (parameters, { operation(parameters.map(\.value)) })
    }
  }

  /// A layer, of which the values behind those of its inputs are the first parameters.
  init<Layer: Module>(
    _ name: String, inputs count: Int, _ layer: @escaping () -> Layer,
    _ operation: @escaping (Layer, [Tensor]) -> Tensor
  ) {
    self.name = name
    prepare = { values in
      let (layer, inputs) = (layer(), values[..<count].map { Parameter($0) })
      let own = layer.parameters.map(\.parameter).prefix(values.count - count)
      for (parameter, value) in zip(own, values[count...]) { parameter.value = value }
      return (inputs + own, { operation(layer, inputs.map(\.value)) })
    }
  }

  /// Values without gradients, one tensor after the other.
  init(_ name: String, values: @escaping () -> [Tensor]) {
    self.init(name) { _ in concatenate(values().map { $0.reshaped([-1]) }) }
  }

  static let recorded: [String: Recorded.Operation] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded/operations.json")
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try! decoder.decode([String: Recorded.Operation].self, from: Data(contentsOf: file))
  }()

  static var all: [PyTorchOperation] {
    reduced + pointwise + constants + moved + ordered + losses + images + layers
  }

  private static let special = Tensor(
    [0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 1e10, .infinity, -.infinity, .nan])

  private static var reduced: [PyTorchOperation] {
    [
      PyTorchOperation("norm") { $0[0].norm(axis: 1) },
      PyTorchOperation("norm of all") { $0[0].norm() },
      PyTorchOperation("norm of zeros") { (0 * $0[0]).norm(axis: 1) },
      PyTorchOperation("standardDeviation") { $0[0].standardDeviation(axis: 0) },
      PyTorchOperation("standardDeviation of equals") {
        (0 * $0[0] + 3).standardDeviation(axis: 1)
      },
      PyTorchOperation("product") { (2 * $0[0]).product(axis: 1, keepingDimension: true) },
      PyTorchOperation("product of all") { (2 * $0[0]).product() },
      PyTorchOperation("cumulativeProduct") { cumulativeProduct(2 * $0[0], axis: 1) },
      PyTorchOperation("matmul") { matmul($0[0], $0[1]) },
      PyTorchOperation("matmul, one for all") { matmul($0[0], $0[1]) },
    ]
  }

  private static var pointwise: [PyTorchOperation] {
    [
      PyTorchOperation("pow") { pow($0[0] + 1.5, 3 * $0[1]) },
      PyTorchOperation("pow of zeros") { pow(0 * $0[0], $0[1] + 2) },
      PyTorchOperation("pow of negatives") { pow($0[0] - 2, Tensor([0, 1, 2, 3, -2])) },
      PyTorchOperation("log1p") { log1p(0.99 * $0[0]) },
      PyTorchOperation("log1p near 0") { log1p(1e-6 * $0[0]) * 1e6 },
      PyTorchOperation("expm1") { expm1(5 * $0[0]) / 50 },
      PyTorchOperation("expm1 near 0") { expm1(1e-6 * $0[0]) * 1e6 },
      PyTorchOperation("erf") { erf(3 * $0[0]) },
      PyTorchOperation("leakyRelu") { leakyRelu($0[0], slope: 0.2) },
      PyTorchOperation("leakyRelu at 0") { leakyRelu($0[0] - $0[0].detached, slope: 0.2) },
      PyTorchOperation("elu") { elu(3 * $0[0], alpha: 0.7) },
      PyTorchOperation("elu at 0") { elu($0[0] - $0[0].detached, alpha: 0.7) },
    ]
  }

  private static var constants: [PyTorchOperation] {
    [
      PyTorchOperation("floor", values: { [floor(special)] }),
      PyTorchOperation("ceil", values: { [ceil(special)] }),
      PyTorchOperation("round", values: { [round(special)] }),
      // NaN is the last of these, and a NaN here.
      PyTorchOperation("sign", values: { [sign(special[..<10]), Tensor([0])] }),
      PyTorchOperation("isNaN", values: { [special.isNaN] }),
      PyTorchOperation("isInfinite", values: { [special.isInfinite] }),
      PyTorchOperation("isFinite", values: { [special.isFinite] }),
      PyTorchOperation("oneHot") { _ in Tensor.oneHot([2, 0, 3], classes: 4).reshaped([12]) },
      PyTorchOperation(
        "arange",
        values: {
          [
            Tensor.arange(from: 0, to: 0.3, by: 0.1), Tensor.arange(from: 1, to: 0, by: -0.25),
            Tensor.arange(from: 2, to: 5), Tensor.arange(from: 1, to: 1),
          ]
        }),
    ]
  }

  private static var moved: [PyTorchOperation] {
    [
      PyTorchOperation("gathered") { $0[0].gathered([3, 3, 0, 1, 2, 3], axis: 1) },
      PyTorchOperation("gathered, axis 0") { $0[0].gathered([2, 0, 1, 2, 1, 0], axis: 0) },
      PyTorchOperation("flipped") { $0[0].flipped(axis: 1) },
      PyTorchOperation("rolled") { $0[0].rolled(by: 2, axis: 1) },
      PyTorchOperation("rolled back") { $0[0].rolled(by: -7, axis: 0) },
      PyTorchOperation("padded") { padded($0[0], .constant(3)) },
      PyTorchOperation("padded, reflect") { padded($0[0], .reflect) },
      PyTorchOperation("padded, replicate") { padded($0[0], .replicate) },
      PyTorchOperation("padded, circular") { padded($0[0], .circular) },
      PyTorchOperation("tiled") { $0[0].tiled([2, 1, 3]) },
      PyTorchOperation("repeated") { $0[0].rows([0, 0, 0, 1, 1, 1]) },
    ]
  }

  private static func padded(_ x: Tensor, _ mode: PaddingMode) -> Tensor {
    x.padded(axis: 1, before: 1, after: 2, mode: mode)
      .padded(axis: 0, before: 2, after: 1, mode: mode)
  }

  private static var ordered: [PyTorchOperation] {
    [
      PyTorchOperation("sorted") { $0[0].sorted(axis: 0).values },
      PyTorchOperation("sorted descending") { $0[0].sorted(descending: true).values },
      PyTorchOperation(
        "sorted with ties and NaN",
        values: {
          let x = Tensor([2, .nan, 1, 2, -.infinity, 1, .nan, .infinity])
          let (up, down) = (x.sorted(), x.sorted(descending: true))
          return [up.values, positions(up.indices), down.values, positions(down.indices)]
        }),
      PyTorchOperation("topK") { $0[0].topK(2).values },
      PyTorchOperation(
        "topK with NaN",
        values: {
          let top = Tensor([2, .nan, 1, 3]).topK(2)
          return [top.values, positions(top.indices)]
        }),
    ]
  }

  private static func positions(_ indices: [Int]) -> Tensor { Tensor(indices.map { Float($0) }) }

  private static var losses: [PyTorchOperation] {
    [
      PyTorchOperation("binaryCrossEntropy") {
        binaryCrossEntropy(logits: 9 * $0[0], target: ($0[1] + 1) / 2)
      },
      PyTorchOperation("binaryCrossEntropy, far") {
        binaryCrossEntropy(logits: 40 * $0[0], target: $0[0] .> 0) * 1e3
      },
      PyTorchOperation("binaryCrossEntropy, probabilities") {
        binaryCrossEntropy(probabilities: (0.9 * $0[0] + 1) / 2, target: ($0[1] + 1) / 2)
      },
      PyTorchOperation("binaryCrossEntropy, 0 and 1") { _ in
        binaryCrossEntropy(probabilities: Tensor([0, 0, 1, 1]), target: Tensor([0, 1, 0, 1]))
          .reshaped([1])
      },
      PyTorchOperation("klDivergence") {
        klDivergence(logProbabilities: logSoftmax(3 * $0[0]), target: softmax(3 * $0[1]))
      },
      PyTorchOperation("klDivergence with zeros") {
        klDivergence(
          logProbabilities: logSoftmax(3 * $0[0]), target: Tensor.oneHot([2, 0], classes: 3))
      },
      PyTorchOperation("negativeLogLikelihood") {
        negativeLogLikelihood(logSoftmax(3 * $0[0]), labels: [2, 0, 3, 2])
      },
    ]
  }

  private static var images: [PyTorchOperation] {
    [
      PyTorchOperation("conv2d, wide padding") {
        conv2d($0[0], weight: $0[1], bias: $0[2], padding: 4)
      },
      PyTorchOperation("conv2d, padding and stride") {
        conv2d($0[0], weight: $0[1], bias: $0[2], stride: 2, padding: 2)
      },
      PyTorchOperation("transposedConv2d") { transposedConv2d($0[0], weight: $0[1], bias: $0[2]) },
      PyTorchOperation("transposedConv2d, stride 2") {
        transposedConv2d($0[0], weight: $0[1], bias: $0[2], stride: 2, padding: 1)
      },
      PyTorchOperation("transposedConv2d, output padding") {
        transposedConv2d(
          $0[0], weight: $0[1], bias: $0[2], stride: 3, padding: 1, outputPadding: 2)
      },
      PyTorchOperation("upsampleBilinear") { upsampleBilinear($0[0]) },
      PyTorchOperation("upsampleBilinear 3") { upsampleBilinear($0[0], factor: 3) },
    ]
  }

  private static var layers: [PyTorchOperation] {
    [
      PyTorchOperation("batchNorm", inputs: 1, { BatchNorm(4) }) { $0($1[0]) },
      PyTorchOperation(
        "batchNorm, running",
        values: {
          let (norm, x) = (BatchNorm(3), Tensor.arange(12).reshaped([4, 3]))
          _ = valueWithGradients { (norm(x) + norm(x * x)).sum() }
          return [
            norm(x), norm.runningMean.value.detached,
            norm.runningVariance.value.detached,
          ]
        }),
      PyTorchOperation("attention, causal") { attention($0[0], $0[1], $0[2], mask: .causal) },
      PyTorchOperation("attention, allowing") {
        attention(
          $0[0], $0[1], $0[2], mask: .allowing(Tensor([[1, 0, 1], [0, 0, 0], [1, 1, 1]])))
      },
      PyTorchOperation("attention, adding") {
        attention($0[0], $0[1], $0[2], mask: .adding(Tensor([[0, 1, -.infinity]])))
      },
      PyTorchOperation(
        "CrossAttention", inputs: 2,
        {
          let random = Random(seed: 1).stream("cross-attention")
          return CrossAttention(4, context: 3, heads: 2, width: 3, random: random)
        }
      ) { $0($1[0], to: $1[1]) },
    ]
  }
}
