import Tensors

/// A part of a network: a struct or class whose properties are parameters, other modules, or arrays,
/// tuples and optionals of these. Parameters are found by looking at the properties, so there is no list
/// of them to forget a layer in.
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
    var search = ParameterSearch()
    search.visitProperties(of: self, path: "")
    return search.found
  }

  /// Number of scalars in all parameters.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.parameter.shape.count } }
}

/// Walks through a module's properties.
private struct ParameterSearch {
  private(set) var found: [(name: String, parameter: Parameter)] = []
  private var seen: Set<ObjectIdentifier> = []

  mutating func visitProperties(of value: Any, path: String) {
    var mirror: Mirror? = Mirror(reflecting: value)
    var levels: [Mirror] = []
    while let level = mirror {
      levels.append(level)
      mirror = level.superclassMirror
    }
    for level in levels.reversed() {
      for (index, child) in level.children.enumerated() {
        let name = child.label.map { $0.hasPrefix(".") ? String($0.dropFirst()) : $0 } ?? "\(index)"
        visit(child.value, path: path.isEmpty ? name : path + "." + name)
      }
    }
  }

  private mutating func visit(_ value: Any, path: String) {
    if let parameter = value as? Parameter {
      if seen.insert(ObjectIdentifier(parameter)).inserted { found.append((path, parameter)) }
      return
    }
    if let module = value as? any Module { return visitProperties(of: module, path: path) }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .collection, .tuple:
      visitProperties(of: value, path: path)
    case .optional:
      if let wrapped = mirror.children.first { visit(wrapped.value, path: path) }
    case .struct, .enum, .dictionary, .set:
      var inside = ParameterSearch()
      inside.visitProperties(of: value, path: path)
      require(
        inside.found.isEmpty,
        "Module: \(path) holds the parameter \(inside.found.first?.name ?? ""), but its type,"
          + " \(type(of: value)), is no Module, so it would go untrained")
    default:
      break
    }
  }
}
