import Networks
import Tensors

/// A training step of the denoiser of Hugging Face's diffusion course, unit 1: six 5×5 convolutions, two
/// max-pools, two nearest upsamplings, skips that are added; 128 images of 28 × 28.
struct ToyTraining: Step {
  private struct Network: Module {
    let convolutions: [Conv2d]

    init(random: RandomStream) {
      convolutions = zip(ToyTraining.widths, ToyTraining.widths.dropFirst()).map {
        Conv2d($0, $1, kernel: 5, padding: 2, random: random)
      }
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      var (x, skips) = (x, [Tensor]())
      for convolution in convolutions[..<2] {
        x = silu(convolution(x))
        skips.append(x)
        x = maxPool(x)
      }
      for convolution in convolutions[2..<4] { x = silu(convolution(x)) }
      for convolution in convolutions[4...] {
        x = silu(convolution(upsampleNearest(x) + skips.removeLast()))
      }
      return x
    }
  }

  private static let widths = [1, 32, 64, 64, 64, 32, 1]
  private let network: Network
  private let optimizer: Adam
  private let x, target: Tensor

  init() {
    let random = Random(seed: 1).stream("toy")
    network = Network(random: random)
    optimizer = Adam(network)
    x = random.normal([128, 28, 28, 1])
    target = random.normal([128, 28, 28, 1])
  }

  func run() {
    let (_, gradients) = valueWithGradients { mse(network(x), target) }
    optimizer.update(with: gradients)
  }

  /// A convolution's forward pass and both its gradients cost the same; the first needs no gradient of
  /// its input.
  var operations: Double {
    let pixels = [784, 196, 49, 49, 196, 784]
    let forward = zip(pixels, zip(ToyTraining.widths, ToyTraining.widths.dropFirst())).map {
      2 * 128 * Double($0 * 25 * $1.0 * $1.1)
    }
    return 3 * forward.reduce(0, +) - forward[0]
  }
}
