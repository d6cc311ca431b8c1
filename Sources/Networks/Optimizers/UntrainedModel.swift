import Tensors

extension Gradients {
  /// Traps unless one of the parameters has a gradient: else the optimizer belongs to another model than
  /// the loss, and training would change nothing.
  func requireAny(of targets: [(name: String, parameter: Parameter)], for optimizer: String) {
    require(
      targets.contains { self[$0.parameter] != nil },
      "\(optimizer): none of its \(targets.count) parameters has a gradient; was the loss computed with"
        + " the model that it was made for, inside valueWithGradients?")
  }
}
