import Networks
import Tensors

/// A training step of a small denoiser without timesteps: 128 images of 28 × 28, squared error, Adam.
struct DenoiserTraining<Network: Denoiser>: Step {
  private let network: Network
  private let optimizer: Adam
  private let x, target: Tensor

  init(_ network: Network) {
    self.network = network
    optimizer = Adam(network)
    let random = Random(seed: 1).stream("images")
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
    let forward = Network.sizes.map {
      2 * 128 * Double($0.pixels * Network.kernel * Network.kernel * $0.inputs * $0.outputs)
    }
    return 3 * forward.reduce(0, +) - forward[0]
  }
}

/// A network of convolutions of one kernel, from images to images.
protocol Denoiser: Module {
  static var kernel: Int { get }
  static var sizes: [(pixels: Int, inputs: Int, outputs: Int)] { get }
  func callAsFunction(_ x: Tensor) -> Tensor
}

extension Denoiser {
  /// The network's convolutions, in the order of `sizes`.
  static func convolutions(_ random: RandomStream) -> [Conv2d] {
    sizes.map { Conv2d($0.inputs, $0.outputs, kernel: kernel, padding: kernel / 2, random: random) }
  }
}

/// `BasicUNet` of chapter 03, the Diffusion Playground's: ten 3×3 convolutions, two max-pools, two nearest
/// upsamplings, skips that are added.
struct ToyDenoiser: Denoiser {
  static let kernel = 3
  static let sizes = [
    (784, 1, 32), (784, 32, 32), (196, 32, 64), (196, 64, 64), (49, 64, 64), (49, 64, 64),
    (196, 64, 64), (196, 64, 32), (784, 32, 32), (784, 32, 1),
  ].map { (pixels: $0.0, inputs: $0.1, outputs: $0.2) }
  private let convolutions: [Conv2d]

  init(random: RandomStream) { convolutions = ToyDenoiser.convolutions(random) }

  func callAsFunction(_ x: Tensor) -> Tensor {
    func two(_ level: Int, _ x: Tensor) -> Tensor {
      convolutions[2 * level + 1](silu(convolutions[2 * level](x)))
    }
    let fine = silu(two(0, x))
    let coarse = silu(two(1, maxPool(fine)))
    let middle = silu(two(2, maxPool(coarse)))
    let up = silu(two(3, upsampleNearest(middle) + coarse))
    return two(4, upsampleNearest(up) + fine)
  }
}

/// The denoiser of Hugging Face's diffusion course, unit 1: six 5×5 convolutions, two max-pools, two nearest
/// upsamplings, skips that are added.
struct CourseDenoiser: Denoiser {
  static let kernel = 5
  static let sizes = [
    (784, 1, 32), (196, 32, 64), (49, 64, 64), (49, 64, 64), (196, 64, 32), (784, 32, 1),
  ].map { (pixels: $0.0, inputs: $0.1, outputs: $0.2) }
  private let convolutions: [Conv2d]

  init(random: RandomStream) { convolutions = CourseDenoiser.convolutions(random) }

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
