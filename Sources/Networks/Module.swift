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
    search(self, path: "") { name, parameter in
      if !found.contains(where: { $0.parameter === parameter }) { found.append((name, parameter)) }
    }
    return found
  }

  /// Number of scalars in all parameters.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.parameter.shape.count } }
}

/// Calls `body` for each parameter in `value`. On the way there, `nonModule` is the nearest value that is neither a
/// module nor made of modules. An optimizer is a class but no module: its moments are no parameters.
private func search(
  _ value: Any, path: String, in nonModule: (path: String, type: Any.Type)? = nil,
  _ body: (_ name: String, Parameter) -> Void
) {
  if let parameter = value as? Parameter {
    if let nonModule {
      fail(
        "Module: \(nonModule.path) holds the parameter \(path), but its type, \(nonModule.type), is no"
          + " Module, so it would go untrained")
    }
    return body(path, parameter)
  }
  var nonModule = nonModule
  let module = value as? any Module
  let mirror = Mirror(reflecting: module ?? value)
  if module == nil {
    switch mirror.displayStyle {
    case .collection, .tuple: break
    case .struct, .enum, .dictionary, .set: nonModule = (path, type(of: value))
    case .optional:
      for wrapped in mirror.children { search(wrapped.value, path: path, in: nonModule, body) }
      return
    default: return
    }
  }
  // Inherited properties come first.
  for level in Array(sequence(first: mirror, next: \.superclassMirror)).reversed() {
    for (index, child) in level.children.enumerated() {
      // A tuple's labels are .0, .1 and so on.
      let name = child.label?.drop { $0 == "." } ?? "\(index)"
      search(child.value, path: path.isEmpty ? "\(name)" : "\(path).\(name)", in: nonModule, body)
    }
  }
}
