import ReferenceUNet
import Tensors

/// A whole chain of denoising: 1,000 steps with an untrained U-Net, whose output counts as the velocity.
func recordSample() {
  let random = Random(seed: 6)
  let network = UNet(width: 16, multipliers: [1, 2], random: random.stream("network"))
  let noise = random.stream("noise")
  let steps = 1000
  var remaining = [1.0]
  for t in 1...steps {
    remaining.append(
      remaining[t - 1] * (1 - 1e-4 - (0.02 - 1e-4) * Double(t - 1) / Double(steps - 1)))
  }
  var x = noise.normal([1, 16, 16, 1])
  for t in (1...steps).reversed() {
    let (now, before) = (remaining[t], remaining[t - 1])
    let velocity = network(x, Tensor([Float(t - 1)]))
    let clean = clamp(Float(sqrt(now)) * x - Float(sqrt(1 - now)) * velocity, -1...1)
    let beta = 1 - now / before
    x =
      Float(sqrt(before) * beta / (1 - now)) * clean
      + Float(sqrt(1 - beta) * (1 - before) / (1 - now)) * x
    if t > 1 { x += Float(sqrt(beta * (1 - before) / (1 - now))) * noise.normal(x.shape) }
    if t % 250 == 1 { recordNumbers("chain at \(t)", x.scalars) }
  }
}
