import Tensors

/// A training or sampling step that is timed, here and in PyTorch.
protocol Step {
  func run()
  /// Multiplications and additions of its convolutions and matrix products.
  var operations: Double { get }
}

/// The steps by the names that `compare.py` knows.
let steps: [String: () -> any Step] = [
  "unet": { UNetTraining() }, "sample": { UNetSampling() },
  "ddpm": { UNetTraining(batch: 32, .chapter05) },
  "ddpm1": { UNetSampling(batch: 1, .chapter05) },
  "ddpm25": { UNetSampling(batch: 25, .chapter05) },
  "toy": { DenoiserTraining(ToyDenoiser(random: Random(seed: 1).stream("toy"))) },
  "course": { DenoiserTraining(CourseDenoiser(random: Random(seed: 1).stream("course"))) },
  "mlp": { MLPStep() },
]
