import Tensors

// Parts that only the native library has: names and types of properties.

extension Module {
  /// Calls `body` for each parameter, in the order of the properties.
  func forEachParameter(_ body: (_ name: String, Parameter) -> Void) {
    search(self, path: "", body)
  }
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
  let module = cast(value, to: (any Module).self)
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

/// A cast that Embedded Swift would not compile, without its warning: this file is the native library's alone.
private func cast<Target>(_ value: Any, to _: Target.Type) -> Target? { value as? Target }

extension MovingAverage: CustomReflectable {
  /// Shows the averages under the names of the parameters they belong to, not these themselves.
  public var customMirror: Mirror {
    Mirror(self, children: targets.map { Mirror.Child($0.name, $0.average) })
  }
}
