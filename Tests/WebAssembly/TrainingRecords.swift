import Networks
import ReferenceUNet
import Tensors

/// A U-Net's forward pass, its gradients, and steps of each optimizer with a schedule and averages.
func recordTraining() {
  for name in ["Adam", "AdamW", "RMSProp"] {
    let random = Random(seed: 5)
    let network = UNet(width: 16, multipliers: [1, 2], random: random.stream("network"))
    let optimizer: Optimizer =
      name == "Adam" ? Adam(network) : name == "AdamW" ? AdamW(network) : RMSProp(network)
    let average = MovingAverage(network, decay: 0.9)
    let schedule = WarmupCosine(peak: 1e-3, warmupSteps: 2, totalSteps: 8)
    let draws = random.stream("draws")
    var losses: [Float] = []
    for step in 0..<8 {
      let x = draws.normal([4, 8, 8, 1])
      let timesteps = Tensor(draws.integers(4, below: 1000).map { Float($0) })
      let (loss, gradients) = valueWithGradients { mse(network(x, timesteps), 0.5 * x) }
      if step == 0 {
        record(
          "\(name), gradients", network.parameters.flatMap { gradients[$0.parameter]!.scalars })
      }
      optimizer.learningRate = schedule(step)
      optimizer.update(with: gradients.clipped(toNorm: 1))
      average.update()
      losses.append(loss.item)
    }
    record("\(name), losses", losses)
    record("\(name), parameters", network.parameters.flatMap { $0.parameter.value.scalars })
    record("\(name), state", optimizer.state.flatMap { $0.parameter.value.scalars })
    average.withAverages {
      let x = draws.normal([1, 8, 8, 1])
      record("\(name), averages", network(x, Tensor([7])).scalars)
    }
  }
}
