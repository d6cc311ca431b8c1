import Networks
import Tensors

/// One training step of the Swiss Roll chapter's perceptron, as `networks.py` has it in PyTorch: 2 → 128
/// → 128 for all points, then 128 → 128 → 4 in each of forty heads for its own; squared error; Adam.
struct MLPStep: Step {
  private struct Network: Module {
    let first, second: Linear
    let hidden, hiddenBias, readout, readoutBias: Parameter

    init(heads: Int, width: Int, random: RandomStream) {
      first = Linear(2, width, random: random)
      second = Linear(width, width, random: random)
      hidden = Parameter(0.1 * random.normal([heads, width, width]))
      hiddenBias = Parameter(Tensor.zeros([heads, 1, width]))
      readout = Parameter(0.1 * random.normal([heads, width, 4]))
      readoutBias = Parameter(Tensor.zeros([heads, 1, 4]))
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let shared = silu(second(sin(first(x))))
      let head = silu(matmul(shared, hidden.value) + hiddenBias.value)
      return matmul(head, readout.value) + readoutBias.value
    }
  }

  private let network: Network
  private let optimizer: Adam
  private let x: Tensor
  private let target: Tensor

  init() {
    let (heads, points) = (40, 13)
    let random = Random(seed: 1).stream("step")
    network = Network(heads: heads, width: 128, random: random)
    optimizer = Adam(network)
    x = random.normal([heads, points, 2])
    target = random.normal([heads, points, 4])
  }

  func run() {
    let (_, gradients) = valueWithGradients { mse(network(x), target) }
    optimizer.update(with: gradients)
  }

  /// A product's forward pass and both its gradients cost the same; the first layer needs no gradient
  /// of its input.
  var operations: Double {
    let weights = [2 * 128, 128 * 128, 128 * 128, 128 * 4]
    return Double(2 * 40 * 13 * (3 * weights.reduce(0, +) - weights[0]))
  }
}
