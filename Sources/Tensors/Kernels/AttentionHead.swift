/// One head's attention in one image. What both directions need is computed when it is made.
protocol AttentionHead {
  /// Adds the head's part of the result, `[rows, channels]`.
  func addResult(to y: UnsafeMutablePointer<Float>)

  /// Adds what follows from the gradient of the result, `[rows, channels]`.
  func addGradients(_ upstream: UnsafePointer<Float>, to gradients: AttentionGradients)
}
