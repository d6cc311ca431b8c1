import Networks
import ReferenceUNet
import Tensors
import Testing

/// The same function as PyTorch's, its gradients included. Distances are the largest difference in
/// shares of the largest magnitude recorded. PyTorch's own float32 stays within 5e-6 of the float64 that
/// is recorded; ours sums in another order and may be twenty times as far.
@Suite struct UNetTests {
  let tolerance: Float = 1e-4

  @Test func parameterCount() {
    let network = UNet(width: 32, random: Random(seed: 1).stream("u-net"))
    #expect(network.parameterCount == 2_607_681)
  }

  @Test func everyNumberOfTheNarrowNet() { agrees(.narrow) }

  @Test func samplesOfTheWideNet() { agrees(.wide) }

  private func agrees(_ recorded: RecordedUNet) {
    #expect(recorded.float32Error < tolerance / 20)
    let network = recorded.network()
    let (x, target) = (recorded.images(1000), recorded.images(1001))
    var output = x
    let (loss, gradients) = valueWithGradients {
      output = network(x, Tensor(recorded.timesteps))
      return mse(output, target)
    }
    #expect(distance(output.scalars, floats(recorded.output)) < tolerance)
    #expect(abs(loss.item - recorded.loss) < tolerance * recorded.loss)
    for (own, pytorch) in zip(network.parameters, recorded.parameters) {
      guard let gradient = gradients[own.parameter] else {
        Issue.record("\(own.name) has no gradient")
        continue
      }
      let values = PyTorchLayout(pytorch.name, pytorch.shape).pytorch(gradient).scalars
      let entries = floats(pytorch.gradient)
      let sampled = entries.indices.map { values[$0 * values.count / entries.count] }
      #expect(distance(sampled, entries) < tolerance, "\(own.name), \(pytorch.name)")
      let norm = square(gradient).sum().item.squareRoot()
      #expect(
        abs(norm - pytorch.gradientNorm) < tolerance * pytorch.gradientNorm,
        "\(own.name), \(pytorch.name)")
    }
  }

  private func distance(_ values: [Float], _ reference: [Float]) -> Float {
    #expect(values.count == reference.count)
    let differences = zip(values, reference).map { abs($0 - $1) }
    if differences.contains(where: \.isNaN) { return .infinity }
    return differences.max()! / reference.map { abs($0) }.max()!
  }
}
