import Foundation
import Networks
import Tensors

/// PyTorch's results for a small network; `Recorded/record.py` made it.
struct Recorded: Decodable {
  struct Numbers: Decodable {
    let shape: [Int]
    let values: [Float]

    var tensor: Tensor { Tensor(values, shape: Shape(shape)) }
  }

  /// An operation's output, and the gradients of the output weighed by a formula.
  struct Operation: Decodable {
    let output: Numbers
    let gradients: [Numbers]
  }

  let x: Numbers
  let target: Numbers
  let start: [String: Numbers]
  let prediction: Numbers
  let loss: Float
  let gradients: [String: Numbers]
  let gradientOfX: Numbers
  let adam: [String: Numbers]
  let adamOtherBetas: [String: Numbers]
  let adamClipped: [String: Numbers]
  let adamW: [String: Numbers]
  let rmsProp: [String: Numbers]
  let sinusoidal: Numbers
  let operations: [String: Operation]

  private enum CodingKeys: String, CodingKey {
    case x, target, start, prediction, loss, gradients, adam, sinusoidal, operations
    case gradientOfX = "gradient of x"
    case adamOtherBetas = "adam, other betas"
    case adamClipped = "adam, clipped"
    case adamW = "adamw"
    case rmsProp = "rmsprop"
  }

  static let pytorch: Recorded = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded/pytorch.json")
    return try! JSONDecoder().decode(Recorded.self, from: Data(contentsOf: file))
  }()
}

/// The recorded network, 3 → 5 → 2.
struct TwoLayers: Module {
  let layers: [Linear]

  /// With the recorded weights.
  init() {
    let random = Random(seed: 1).stream("two layers")
    layers = [Linear(3, 5, random: random), Linear(5, 2, random: random)]
    for (name, parameter) in parameters {
      parameter.value = Recorded.pytorch.start[name]!.tensor
    }
  }

  func callAsFunction(_ x: Tensor) -> Tensor { layers[1](silu(layers[0](x))) }
}

/// The largest difference between two tensors' numbers.
func distance(_ x: Tensor, _ y: Tensor) -> Float { abs(x - y).max().item }

/// The numbers from −1 to 1 that `Recorded/values.py` has too.
func formula(_ shape: [Int], _ step: Int) -> Tensor {
  let count = shape.reduce(1, *)
  return Tensor((0..<count).map { Float(Double(($0 * step + 11) % 101) / 50 - 1) })
    .reshaped(shape)
}
