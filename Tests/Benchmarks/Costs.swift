import Foundation
import Networks
import Tensors

/// Prints a lower bound of the cost of each part of the U-Net's training step, operations over the peak or bytes
/// over the bandwidth, whichever is more, beside its cost alone, with its gradients.
///
/// A part is timed on inputs that the caches may still hold; in the step other tensors come between. The whole
/// step is printed last.
func printCosts() {
  let peak = Peak.measured(threads: Engine.threads) * 1e9
  let bandwidth = Bandwidth.measured()
  print(
    String(
      format: "%d threads, %.0f GFLOPS, %.0f GB/s; batch %d; ms", Engine.threads, peak * 1e-9,
      bandwidth * 1e-9, UNetInputs.batch))
  row("", "times", "compute", "memory", "least", "measured")
  var (least, measured) = (0.0, 0.0)
  func add(_ name: String, _ count: Int, operations: Double, numbers: Double, seconds: Double) {
    let (compute, memory) = (operations / peak, 4 * numbers / bandwidth)
    let scale = 1e3 * Double(count)
    least += scale * max(compute, memory)
    measured += scale * seconds
    row(
      name, "\(count)", milliseconds(scale * compute), milliseconds(scale * memory),
      milliseconds(scale * max(compute, memory)), milliseconds(scale * seconds))
  }
  for part in UNetParts(batch: UNetInputs.batch).all {
    add(
      part.name, part.count, operations: part.forward + part.backward, numbers: part.traffic,
      seconds: part.measured())
  }
  // Adam reads gradient, value and both moments and writes the latter three.
  add(
    "Adam", 1, operations: 0, numbers: 7 * Double(UNetInputs().network.parameterCount),
    seconds: adamSeconds())
  let step = UNetTraining()
  for _ in 0..<3 { step.run() }
  let whole = 1e3 * median((0..<9).map { _ in seconds { step.run() } })
  row("all parts", "", "", "", milliseconds(least), milliseconds(measured))
  row("the step", "", "", "", "", milliseconds(whole))
}

private func milliseconds(_ value: Double) -> String { String(format: "%.2f", value) }

private func row(_ name: String, _ columns: String...) {
  let padded = columns.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }
  print(name.padding(toLength: 40, withPad: " ", startingAt: 0) + padded.joined())
}

extension Part {
  /// Seconds of the layer with its gradients. The sum that makes a single number of its result is timed
  /// apart and taken off.
  fileprivate func measured() -> Double {
    let body = make(Random(seed: 1).stream("part"))
    let result = Parameter(body())
    func time(_ body: @escaping () -> Tensor) -> Double {
      _ = valueWithGradients { body().sum() }
      return median((0..<9).map { _ in seconds { _ = valueWithGradients { body().sum() } } })
    }
    return max(0, time(body) - time { result.value })
  }
}

/// Seconds of an update of all parameters.
private func adamSeconds() -> Double {
  let inputs = UNetInputs()
  let optimizer = Adam(inputs.network)
  let (_, gradients) = valueWithGradients {
    mse(inputs.network(inputs.images, inputs.timesteps), inputs.noise)
  }
  return median((0..<9).map { _ in seconds { optimizer.update(with: gradients) } })
}
