import Networks
import ReferenceUNet
import Tensors

/// The inputs of both steps of the U-Net: 64 images of 28 × 28.
struct UNetInputs {
  static let batch = 64
  let network: UNet
  let images, noise, timesteps: Tensor

  init() {
    let random = Random(seed: 1).stream("u-net")
    network = UNet(width: 32, random: random)
    images = random.normal([UNetInputs.batch, 28, 28, 1])
    noise = random.normal([UNetInputs.batch, 28, 28, 1])
    timesteps = Tensor(random.integers(UNetInputs.batch, below: 1000).map { Float($0) })
  }
}

/// Noise predicted from noisy images, squared error, gradients, Adam.
struct UNetTraining: Step {
  private let inputs = UNetInputs()
  private let optimizer: Adam

  init() { optimizer = Adam(inputs.network) }

  func run() {
    let (_, gradients) = valueWithGradients {
      mse(inputs.network(inputs.images, inputs.timesteps), inputs.noise)
    }
    optimizer.update(with: gradients)
  }

  var operations: Double { UNetParts(batch: UNetInputs.batch).trainingOperations }
}

/// The network alone, as each step of sampling asks it.
struct UNetSampling: Step {
  private let inputs = UNetInputs()

  func run() { _ = inputs.network(inputs.images, inputs.timesteps) }

  var operations: Double { UNetParts(batch: UNetInputs.batch).samplingOperations }
}
