import Foundation
import Networks
import ReferenceUNet
import Tensors

/// PyTorch's results for lucidrains' U-Net; `Recorded/unet.py` made it.
struct RecordedUNet: Decodable {
  /// A parameter of PyTorch's and its gradient: the length, and entries spread evenly over it.
  struct Gradient: Decodable {
    let name: String
    let shape: [Int]
    let gradientNorm: Float
    /// Float32 in base64.
    let gradient: Data
  }

  let dim: Int
  let timesteps: [Float]
  let output: Data
  let loss: Float
  /// The error of PyTorch's own float32 against its float64, which is recorded.
  let float32Error: Float
  let parameters: [Gradient]

  static let (narrow, wide): (RecordedUNet, RecordedUNet) = {
    struct File: Decodable { let narrow, wide: RecordedUNet }
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded/unet.json")
    let file = try! JSONDecoder().decode(File.self, from: Data(contentsOf: url))
    return (file.narrow, file.wide)
  }()

  /// The network with the weights that PyTorch had.
  func network() -> UNet {
    let network = UNet(width: dim, random: Random(seed: 1).stream("replaced"))
    precondition(network.parameters.count == parameters.count)
    for (index, (own, pytorch)) in zip(network.parameters, parameters).enumerated() {
      let layout = PyTorchLayout(pytorch.name, pytorch.shape)
      own.parameter.value = layout.ours(Tensor(layout.weights(index), shape: Shape(pytorch.shape)))
    }
    return network
  }

  /// Images that network and loss are fed, `[batch, 28, 28, 1]`.
  func images(_ index: Int) -> Tensor {
    let count = timesteps.count * 28 * 28
    return Tensor(
      unetFormula(index, count: count).map { 2 * $0 }, shape: [timesteps.count, 28, 28, 1])
  }
}

/// Multiples of 2⁻²³ from −1 to 1: a function of the tensor's index and the element's, the same in
/// `unet.py`.
func unetFormula(_ tensor: Int, count: Int) -> [Float] {
  let start = UInt32(truncatingIfNeeded: tensor) &* 0x9E37_79B1
  return (0..<UInt32(count)).map { element in
    var h = element &* 0x85EB_CA77 &+ start
    h = (h ^ (h >> 16)) &* 0x85EB_CA6B
    h = (h ^ (h >> 13)) &* 0xC2B2_AE35
    h ^= h >> 16
    return Float(h >> 8) * 0x1p-23 - 1
  }
}

/// Numbers that `unet.py` wrote.
func floats(_ data: Data) -> [Float] {
  data.withUnsafeBytes { bytes in
    (0..<data.count / 4).map {
      Float(
        bitPattern: UInt32(
          littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
    }
  }
}
