import Networks
import ReferenceUNet
import Tensors

/// A U-Net's sizes.
struct UNetKind {
  let width: Int
  let multipliers: [Int]
  let heads, headWidth: Int

  /// As denoising-diffusion-pytorch has it, of width 32.
  static let large = UNetKind(width: 32, multipliers: [1, 2, 4], heads: 4, headWidth: 32)
  /// The one that chapter 05 trains.
  static let chapter05 = UNetKind(width: 16, multipliers: [1, 3, 6], heads: 2, headWidth: 16)
}

/// A U-Net and the inputs of its steps: images of 28 × 28.
struct UNetInputs {
  static let batch = 64
  let network: UNet
  let images, noise, timesteps: Tensor

  init(batch: Int = UNetInputs.batch, _ kind: UNetKind = .large) {
    let random = Random(seed: 1).stream("u-net")
    network = UNet(
      width: kind.width, multipliers: kind.multipliers, heads: kind.heads,
      headWidth: kind.headWidth, random: random)
    images = random.normal([batch, 28, 28, 1])
    noise = random.normal([batch, 28, 28, 1])
    timesteps = Tensor(random.integers(batch, below: 1000).map { Float($0) })
  }
}

/// Noise predicted from noisy images, squared error, gradients, Adam.
struct UNetTraining: Step {
  private let inputs: UNetInputs
  private let optimizer: Adam
  let operations: Double

  init(batch: Int = UNetInputs.batch, _ kind: UNetKind = .large) {
    inputs = UNetInputs(batch: batch, kind)
    optimizer = Adam(inputs.network)
    operations = UNetParts(batch: batch, kind).trainingOperations
  }

  func run() {
    let (_, gradients) = valueWithGradients {
      mse(inputs.network(inputs.images, inputs.timesteps), inputs.noise)
    }
    optimizer.update(with: gradients)
  }
}

/// The network alone, as each step of sampling asks it.
struct UNetSampling: Step {
  private let inputs: UNetInputs
  let operations: Double

  init(batch: Int = UNetInputs.batch, _ kind: UNetKind = .large) {
    inputs = UNetInputs(batch: batch, kind)
    operations = UNetParts(batch: batch, kind).samplingOperations
  }

  func run() { _ = inputs.network(inputs.images, inputs.timesteps) }
}
