/// A training or sampling step that is timed, here and in PyTorch.
protocol Step {
  init()
  func run()
  /// Multiplications and additions of its convolutions and matrix products.
  var operations: Double { get }
}

/// The steps by the names that `compare.py` knows.
let steps: [String: any Step.Type] = [
  "unet": UNetTraining.self, "sample": UNetSampling.self, "toy": ToyTraining.self,
  "mlp": MLPStep.self,
]
