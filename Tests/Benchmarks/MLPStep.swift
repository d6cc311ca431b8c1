#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Networks
import Tensors

/// One training step of the Swiss Roll chapter's network, as `mlp_step.py` does it in PyTorch: 2 → 128 →
/// 128 → forty heads of four, of which each row of the batch uses its own; squared error; Adam.
struct MLPStep {
  private struct Network: Module {
    let input: Linear
    let hidden: Linear
    let heads: Linear

    init(random: RandomStream) {
      input = Linear(2, 128, random: random)
      hidden = Linear(128, 128, random: random)
      heads = Linear(128, MLPStep.headCount * 4, random: random)
    }

    func callAsFunction(_ x: Tensor, heads chosen: [Int]) -> Tensor {
      let features = relu(hidden(relu(input(x))))
      return heads(features).reshaped([-1, 4]).rows(chosen)
    }
  }

  private static let headCount = 40
  private static let batch = 512
  private let network: Network
  private let optimizer: Adam
  private let x: Tensor
  private let target: Tensor
  private let heads: [Int]

  init() {
    let random = Random(seed: 1).stream("step")
    network = Network(random: random)
    optimizer = Adam(network)
    x = random.normal([MLPStep.batch, 2])
    target = random.normal([MLPStep.batch, 4])
    heads = random.integers(MLPStep.batch, below: MLPStep.headCount).enumerated()
      .map { $0 * MLPStep.headCount + $1 }
  }

  func run() {
    let (_, gradients) = valueWithGradients { mse(network(x, heads: heads), target) }
    optimizer.update(with: gradients)
  }

  /// For each line read, runs as many steps as it says and answers with the seconds of each: so that
  /// another program can take turns.
  static func serve() {
    let step = MLPStep()
    while let line = readLine() {
      let times = (0..<(Int(line) ?? 0)).map { _ in seconds { step.run() } }
      print(times.map { "\($0)" }.joined(separator: " "))
      fflush(stdout)
    }
  }
}
