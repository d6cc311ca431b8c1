import Figures
import Networks
import Tensors

/// Sets a network's parameters to the weights that a checkpoint of the chapter saves: the averaged ones where it
/// saves a moving average. In a live figure the page uses the published file.
///
/// ```swift
/// let network = UNet(width: 16, random: random.stream("network"))
/// restore(network, from: "unet")
/// ```
///
/// Traps where the checkpoint was not executed before, and where its first parameters have other shapes.
///
/// - Parameters:
///   - network: the network, whose parameters are those of the checkpoint's first model.
///   - checkpoint: the checkpoint's name, a literal.
public func restore(_ network: some Module, from checkpoint: String) {
  guard let saved = Checkpoint.saved[checkpoint] else {
    fail("restore: no checkpoint “\(checkpoint)” was executed before")
  }
  let parameters = network.parameters.map(\.parameter)
  require(
    parameters.count <= saved.count,
    "restore: “\(checkpoint)” saves \(saved.count) parameters, and the network has \(parameters.count)"
  )
  for (index, parameter) in parameters.enumerated() {
    require(
      parameter.shape == saved[index].shape,
      "restore: parameter \(index) of “\(checkpoint)” has the shape \(saved[index].shape), that of the "
        + "network \(parameter.shape)")
    parameter.value = saved[index].value
  }
  LiveInputs.use(weights: checkpoint, count: network.parameterCount)
}
