import Tensors

/// A part of a network: a struct or class whose properties are parameters, other modules, or arrays,
/// tuples and optionals of these. Reflection finds the parameters: there is no list to forget a layer in.
///
/// ```swift
/// struct Denoiser: Module {
///   let first, last: Linear
///   func callAsFunction(_ x: Tensor) -> Tensor { last(silu(first(x))) }
/// }
/// ```
public protocol Module {}

extension Module {
  /// All parameters under their names: the path of properties and indices that leads there, such as
  /// `layers.0.weight`. A parameter reached twice is listed once, under the name that comes first.
  ///
  /// Traps on a property that holds parameters but is no module: they would go untrained.
  public var parameters: [(name: String, parameter: Parameter)] {
    var found: [(name: String, parameter: Parameter)] = []
    forEachParameter { name, parameter in
      if !found.contains(where: { $0.parameter === parameter }) { found.append((name, parameter)) }
    }
    return found
  }

  /// Number of scalars in all parameters.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.parameter.shape.count } }
}
