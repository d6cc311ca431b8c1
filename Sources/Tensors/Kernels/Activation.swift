/// An activation fused into a kernel's last pass over memory, where it costs its arithmetic alone.
public enum Activation: Sendable {
  /// The identity, and the ops of the same names.
  case none, relu, silu, gelu

  @_transparent
  func value(_ x: Lanes) -> Lanes {
    switch self {
    case .none: return x
    case .relu: return x.replacing(with: 0, where: x .< 0)
    case .silu: return x * gate(x)
    case .gelu: return x * normalCDF(x)
    }
  }

  /// The upstream gradient times the slope at x, computed again because keeping it would cost another pass.
  @_transparent
  func pullback(_ upstream: Lanes, at x: Lanes) -> Lanes {
    switch self {
    case .none: return upstream
    case .relu: return upstream.replacing(with: 0, where: x .<= 0)
    case .silu:
      let s = gate(x)
      return upstream * s.addingProduct(x * s, 1 - s)
    case .gelu: return upstream * x.times(normalDensity(x), plus: normalCDF(x))
    }
  }
}
