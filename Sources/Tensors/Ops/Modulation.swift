/// A scale and a shift for each image and channel that a normalized image y is modulated with,
/// y · (1 + scale) + shift: FiLM (Perez et al. 2018), which conditions a U-Net's blocks on the timestep.
public struct Modulation {
  /// `[batch, channels]`, like the shift.
  public var scale, shift: Tensor

  /// Traps, once it is used, unless both are `[batch, channels]` of the modulated images.
  public init(scale: Tensor, shift: Tensor) {
    self.scale = scale
    self.shift = shift
  }
}
