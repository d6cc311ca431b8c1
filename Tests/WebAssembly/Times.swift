import Networks
import ReferenceUNet
import Tensors

/// What is timed: its name, and one step of it.
struct Timed {
  let name: String
  let step: () -> Void

  static let count = 5

  init(_ index: Int) {
    let random = Random(seed: 9).stream("times")
    func convolution(_ size: Int, _ channels: Int) -> (String, () -> Void) {
      let layer = Conv2d(channels, channels, kernel: 3, padding: 1, random: random)
      let x = random.normal([1, size, size, channels])
      return ("3×3 convolution, \(size)², \(channels) channels", { _ = layer(x) })
    }
    switch index {
    case 0:
      // As large as chapter 05's.
      let network = UNet(width: 16, multipliers: [1, 3, 6], random: random)
      let (x, timesteps) = (random.normal([1, 28, 28, 1]), Tensor([500]))
      (name, step) = ("U-Net, batch 1", { _ = network(x, timesteps) })
    case 1: (name, step) = convolution(28, 16)
    case 2: (name, step) = convolution(14, 48)
    case 3: (name, step) = convolution(28, 64)
    default:
      let (a, b) = (random.normal([784, 144]), random.normal([144, 144]))
      (name, step) = ("matrix product, 784 × 144 × 144", { _ = matmul(a, b) })
    }
  }
}
