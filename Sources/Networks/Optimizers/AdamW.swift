import Tensors

/// Adam that also shrinks each weight by `learningRate · decay` at every step, apart from the gradient
/// (Loshchilov and Hutter 2019, "Decoupled weight decay regularization", algorithm 2).
public final class AdamW: Adam {
  public init(
    _ model: some Module, learningRate: Float = 1e-3, beta1: Float = 0.9, beta2: Float = 0.999,
    epsilon: Float = 1e-8, decay: Float = 0.01
  ) {
    super.init(
      model, decay: decay, learningRate: learningRate, beta1: beta1, beta2: beta2,
      epsilon: epsilon)
  }
}
